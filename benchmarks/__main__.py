"""`make bench`: every benchmark in one run, each in a process of its own so that none inherits another's memory."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    ("benchmarks.crawl", "抓取速度：同一个生成的网站，与 Scrapy 自带做法比较"),
    ("benchmarks.classify", "归类的正确率与速度：与其他做法比较"),
    ("benchmarks.again", "再次核查没有变化的校园：流量与用时"),
    ("benchmarks.judge", "五万条信息的判断与出报告"),
)


def main() -> int:
    """Runs all, or those whose names are given; returns the worst exit status."""
    wanted = sys.argv[1:]
    worst = 0
    for module, title in BENCHMARKS:
        if wanted and module.rpartition(".")[2] not in wanted:
            continue
        print(f"\n== {title}（python -m {module}）", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", module], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
