"""A generated university site for the crawl benchmark: pages as the systems of the offices write them, the same every time."""

from __future__ import annotations

import io
import random
import zipfile
from functools import lru_cache

HOSTS = 20
COLUMNS = 8
LIST = 25           # rows of a list page
WORDS = ("关于公布学校年度招聘公告拟录取名单采购结果教学质量报告奖学金评审会议纪要培训通知学术讲座章程修订财务预算决算资产管理办法实施细则"
         "研究生院人事处财务处教务处学生处国际交流合作后勤保障部门负责人员信息公开工作指南目录申请受理监督举报电话邮箱地址办公时间")
PICTURE = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
_WORD = ("font-size:16px;font-family:宋体;line-height:150%;mso-spacerun:'yes';mso-font-kerning:1.0000pt",
         "line-height:28px;font-family:仿宋;font-size:16pt;color:rgb(51,51,51);text-transform:none;letter-spacing:0pt")
_HELPERS = "".join(f"<script type=\"text/javascript\">function show{n}(o){{if(o.className=='on{n}'){{o.style.display='none';}}else{{o.style.display='block';}}return false;}}</script>\n" for n in range(10))


class Site:
    """Pages of 20 to 60 kB that are made when asked for.

    Counted on 194 saved pages of real universities and written in that shape: a median of 62 links, 4 pictures of the template and 14 inline
    scripts; tags in capitals on a quarter, handlers on a third, own pictures in every sixth article; comments that the systems leave behind.
    Hosts differ by system: two in four write relative addresses (as VSB does), one absolute paths (WebPlus), one tables in capitals and GB2312.
    """

    def __init__(self, pages: int):
        self.each = max(pages // HOSTS, LIST)
        self._frames = lru_cache(maxsize=256)(self._frame)

    def answer(self, host: int, path: str) -> tuple[bytes, str] | None:
        """Body and content type of an address; None for 404."""
        if path.endswith((".png", ".jpg", ".gif")):
            return PICTURE, "image/gif"
        if path.endswith(".docx"):
            return _file(path), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        if (page := self._page(host, path)) is None:
            return None
        return page.encode(self.charset(host), "replace"), "text/html"

    def charset(self, host: int) -> str:
        return "gb2312" if host % 4 == 3 else "utf-8"

    def _page(self, host: int, path: str) -> str | None:
        pieces = path.strip("/").removesuffix(".htm").split("/")
        if pieces == [""]:
            return self._list(host, 0, 1, "")
        if len(pieces) == 2 and pieces[0][:3] == "col":
            return self._list(host, int(pieces[0][3:]), int(pieces[1].removeprefix("list") or 1), "../")
        if len(pieces) == 3 and pieces[0] == "info":
            return self._article(host, int(pieces[1]) - 1000, int(pieces[2]))
        return None

    # -- what all pages of a host share ---------------------------------------------------------------------------

    def _root(self, host: int, up: str) -> str:
        """What stands before an address within the site."""
        return "/" if host % 4 == 2 else up

    def _frame(self, host: int, up: str) -> tuple[str, str]:
        """Head and foot of a page so many folders down; {title} is left to fill in."""
        root = self._root(host, up)
        capital = host % 4 == 3
        comment = '<!--#begineditable name="网站导航" viewid="189027" tagname="网站导航" action="" layout="" stylesysid="" template="" clone="0"-->'
        menu = "".join(
            f'<li class="nav-item i{c}"><a href="{root}col{c}/list1.htm" title="栏目{c}">栏目{c}</a>\n<ul class="sub">'
            + "".join(f'\n    <li><a href="{root}col{(c + s) % COLUMNS}/list1.htm" target="_self">栏目{c}之{s}</a></li>' for s in range(4)) + "</ul></li>\n" for c in range(COLUMNS))
        search = (f"<form method='post' name='au1a' action='{root}search.jsp?wbtreeid=1001' onsubmit='return check()'><input type='text' name='key' value='请输入关键字' "
                  "onfocus=\"if (this.value === '请输入关键字') { this.value = ''; }\"><input type='image' "
                  f"src='{root}images/search.gif' onclick='return showtext(this)'></form><a href='javascript:void(0)' onclick=\"show1(this)\">高级</a>")
        scripts = (f"<script language=\"javascript\" src=\"{root}_sitegray/_sitegray.js\"></script>\n<script type=\"text/javascript\" src=\"/system/resource/js/counter.js\"></script>\n"
                   "<script type=\"text/javascript\">_jsq_(1039,'/content.jsp',1978,1391370217)</script>\n")
        head = (f'<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset={self.charset(host)}">\n<title>{{title}}-基准大学</title>'
                f'<link rel="stylesheet" type="text/css" href="{root}style/style.css">\n<!--Announced by Visual SiteBuilder 9-->\n{scripts}'
                f"{_HELPERS}<script>var siteId=1;</script>\n<style>" + ".nav li a{margin:0;padding:0 12px;line-height:40px}\n" * 110 + "</style></head>\n"
                f'<body><div class="top"><div class="logo"><a href="{root}" title="基准大学"><img src="{root}images/logo.png" width="287" height="96" border="0" alt="基准大学"></a></div>{search}\n'
                f'<div class="nav">{comment}<ul>{menu}</ul><!--#endeditable--></div></div>\n<div class="banner"><img src="{root}images/banner1.jpg"><img src="{root}images/banner2.jpg"></div>\n'
                '<div class="main">\n')
        links = "".join(f"<li><a href='http://h{h}.bench.edu.cn/' title='' onclick=\"_addDynClicks(&#34;wburl&#34;, 1662274082, {26780 + h})\">链接{h}</a></li>\n" for h in range(HOSTS))
        counter = "<script>var visits = 0; function tell(n){ visits = n; document.getElementById('n').innerHTML = n; } tell(1);</script>"
        foot = (f"</div>\n<div class='footer'><ul class='links'>{links}</ul><p>地址：基准市大学路一号　邮编：100000<br/>电话：010-12345678&nbsp;&nbsp;技术支持：网络中心</p>"
                f"<div class='code'><img src='{root}images/weixin.png' width='75' height='75'><br>扫码关注公众号</div>您是第<span id='n'></span>位访客{counter}</div>\n</body></html>")
        return (_in_capitals(head), _in_capitals(foot)) if capital else (head, foot)

    def _whole(self, host: int, up: str, title: str, body: str) -> str:
        head, foot = self._frames(host, up)
        return head.replace("{title}", title, 1) + body + foot

    # -- pages ------------------------------------------------------------------------------------------------------

    def _list(self, host: int, column: int, number: int, up: str) -> str:
        mine = range(column, self.each, COLUMNS)
        shown = mine[(number - 1) * LIST: number * LIST]
        root = self._root(host, up)
        rows = "".join(
            f"<li id=\"line_u6_{i}\"><img src='{root}images/dot.gif' width='6' height='9' alt=''><a href=\"{root}info/{1000 + column}/{n}.htm\" target=\"_blank\" title=\"{self._title(host, n)}\">"
            f"{self._title(host, n)}</a><span class=\"date\">2025-0{n % 9 + 1}-1{n % 9}</span></li>\n" for i, n in enumerate(shown))
        more = f"<a href=\"{root}col{column}/list{number + 1}.htm\" class=\"Next\">下页</a>" if number * LIST < len(mine) else ""
        jump = "<input type='text' size='3' id='goto'><a href='javascript:;' onclick=\"a159415_gopage_fun()\">转到</a>"
        return self._whole(host, up, f"栏目{column}", f"<div class=\"list\"><h2>栏目{column}</h2>\n<ul>{rows}</ul><div class=\"pages\">共{len(mine)}条 {more}{jump}</div></div>\n")

    @lru_cache(maxsize=20_000)
    def _title(self, host: int, number: int) -> str:
        chance = random.Random(host * 1_000_003 + number)
        return "关于" + "".join(chance.choices(WORDS, k=14)) + "的通知"

    def _article(self, host: int, column: int, number: int) -> str:
        chance = random.Random(host * 1_000_003 + number)
        title, root = self._title(host, number), self._root(host, "../../")
        style = _WORD[number % 2]
        text = "\n".join(f"<p class=\"MsoNormal\" style=\"text-indent:2em;{style}\"><span style=\"{style}\">{''.join(chance.choices(WORDS, k=chance.randint(30, 160)))}</span></p>"
                         for _ in range(chance.randint(4, 70)))
        if chance.random() < 1 / 6:
            text += "".join(f"<p style='text-align:center'><img src='/__local/{host}/{number}/{i}.jpg' width='600' vurl='/_vsl/{number}' title=''></p>" for i in range(chance.randint(2, 4)))
        if chance.random() < 1 / 8:
            text += "".join(f"<p><img src='{root}images/icon_doc.gif'><a href='/__local/{host}/{number}/{i}.docx'>附件{i + 1}：{title}汇总表.docx</a></p>" for i in range(chance.randint(1, 2)))
        crumb = f"<div class=\"dqwz\">当前位置：<a href=\"{root}\">首页</a> &gt;&gt; <a href=\"{root}col{column}/list1.htm\">栏目{column}</a> &gt;&gt; 正文</div>\n"
        meta = "<div class=\"attribute\">发布时间：2025年03月12日&nbsp;&nbsp;作者：&nbsp;&nbsp;点击率：<script>_showDynClicks(\"wbnews\", 1391370217, %d)</script>次</div>\n" % number
        body = f"<div class=\"content\">{crumb}<h3 class=\"arti_title\">{title}</h3>\n{meta}<div id=\"vsb_content\"><div class=\"v_news_content\">\n{text}\n</div></div>\n"
        return self._whole(host, "../../", title, body + self._beside(host, column, number, root, chance) + "</div>\n")

    def _beside(self, host: int, column: int, number: int, root: str, chance: random.Random) -> str:
        """Neighbours, and a list of what is read most, which differs on every page."""
        around = "".join(f"<p>{word}：<a href=\"{n}.htm\">{self._title(host, n)}</a></p>" for word, n in (("上一条", number - COLUMNS), ("下一条", number + COLUMNS)) if 0 <= n < self.each)
        hot = [chance.randrange(self.each) for _ in range(6)]
        rows = "".join(f"<li><a href=\"{root}info/{1000 + n % COLUMNS}/{n}.htm\" title=\"{self._title(host, n)}\">{self._title(host, n)[:12]}…</a></li>\n" for n in hot)
        return f"<div class=\"near\">{around}</div><p>【<a href=\"javascript:window.close();\">关闭</a>】</p><div class=\"hot\"><h4>热门文章</h4><ul>{rows}</ul></div>"


def _in_capitals(markup: str) -> str:
    """Tags as older editors write them."""
    for tag in ("div", "ul", "li", "a", "img"):
        markup = markup.replace(f"<{tag} ", f"<{tag.upper()} ").replace(f"<{tag}>", f"<{tag.upper()}>").replace(f"</{tag}>", f"</{tag.upper()}>")
    return markup


@lru_cache(maxsize=64)
def _file(path: str) -> bytes:
    """A Word file that says where it stands: no two are the same."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, said in (("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
                           ("word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
                            f"{path} {WORDS}</w:t></w:r></w:p></w:body></w:document>")):
            file.writestr(zipfile.ZipInfo(name), said)
    return made.getvalue()
