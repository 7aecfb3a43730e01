"""The command line as a clerk meets it: usage and refusals in Chinese, one line each."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable

from crawler.errors import BadInput

Argument = tuple[tuple[str, ...], dict[str, object]]   # names and settings, as argparse takes them

# What argparse says in English, and what a clerk reads instead.
WORDS = (
    (r"the following arguments are required: (.+)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数 \1"),
    (r"argument (\S+): invalid choice: ('[^']*').*", r"没有 \2 这个命令"),
    (r"argument (\S+): expected (?:(?:at least )?one argument|\d+ arguments)", r"\1 后面要写内容"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不能带 \2"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 有多种可能：\2"),
)


class _Parser(argparse.ArgumentParser):
    """Says in one Chinese line what is wrong with the command line."""

    def error(self, message: str):
        for english, chinese in WORDS:
            message, changed = re.subn(english, chinese, message, flags=re.DOTALL)
            if changed:
                break
        raise BadInput(f"命令行：{message}；运行 {self.prog} -h 看用法")


def argument(*names: str, **settings: object) -> Argument:
    """One argument of a command."""
    return names, settings


def command_line(commands: Iterable[tuple[str, str, tuple[Argument, ...]]], version: str) -> argparse.ArgumentParser:
    """The parser of commands given as name, what it does, arguments. It raises BadInput where argparse would exit."""
    parser = _Parser(prog="xxgk", description="高校信息公开核查：抓取学校各网站，对照清单判断，写出报告")
    parser.add_argument("--version", action="version", version=f"xxgk {version}")
    chosen = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for name, text, arguments in commands:
        command = chosen.add_parser(name, help=text, description=text)
        for names, settings in arguments:
            command.add_argument(*names, **settings)
    return parser
