"""Skins of university sites, each in the markup of another system, for hand-written pages."""

from __future__ import annotations

import io
from dataclasses import dataclass

from tinyweb import Answer, page

Row = tuple[str, str, str]     # address, title, date as printed ("" for none)


def docx(*paragraphs: str, rows: list[list[str]] | None = None) -> Answer:
    """A Word file."""
    from docx import Document

    made, stream = Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(0, len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row):
                cell.text = text
    made.save(stream)
    return page(stream.getvalue(), mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def paragraphs(text: str) -> str:
    return "".join(f"<p>{line}</p>" for line in text.strip().split("\n"))


@dataclass(frozen=True)
class Vsb:
    """Visual SiteBuilder: /info/<tree>/<news>.htm, columns /<name>.htm, pages numbered backwards."""

    site: str
    menu: tuple[tuple[str, str], ...] = ()

    def frame(self, title: str, middle: str) -> str:
        menu = "".join(f'<li><a href="{url}">{name}</a></li>' for url, name in self.menu)
        return (f'<!DOCTYPE html><HTML><HEAD><TITLE>{title}</TITLE><META Name="keywords" Content="{self.site}">'
                f'<META content="text/html; charset=UTF-8" http-equiv="Content-Type"><script src="/_sitegray/_sitegray.js"></script>'
                f'<!--Announced by Visual SiteBuilder 9--></HEAD><BODY><div class="logo"><a href="/" title="{self.site}">{self.site}</a></div>'
                f'<div class="menu"><ul>{menu}</ul></div>{middle}<div class="foot">版权所有 {self.site} 电话：0000-1234567</div></BODY></HTML>')

    def home(self, links: list[Row]) -> str:
        rows = "".join(f'<li><a href="{u}" title="{t}">{t}</a><span>{d}</span></li>' for u, t, d in links)
        return self.frame(self.site, f'<div class="main"><div class="box"><h3>通知公告</h3><ul>{rows}</ul></div></div>')

    def list(self, crumb: str, rows: list[Row], pager: str = "") -> str:
        steps = " >> ".join(f'<a href="#">{step}</a>' for step in ("首页", *crumb.split("/")))
        body = "".join(f'<li id="line_u9_{i}"><span>{d}</span><a href="{u}" target="_blank" title="{t}">{t}</a></li>' for i, (u, t, d) in enumerate(rows))
        name = crumb.split("/")[-1]
        return self.frame(f"{name}-{self.site}", f'<div class="pos">当前位置: {steps}</div><div class="con-h"><h2>{name}</h2></div>'
                          f'<div class="list"><ul>{body}</ul>{pager}</div>')

    def article(self, crumb: str, title: str, date: str, text: str, files: tuple[tuple[str, str], ...] = ()) -> str:
        steps = " >> ".join(f'<a href="#">{step}</a>' for step in ("首页", *crumb.split("/")))
        line = f'<div class="attribute">发布时间：{date}　作者：　来源：　点击率：<script>_showDynClicks("wbnews", 1391370217, 4142)</script>次</div>' if date else ""
        given = "".join(f'<p>附件【<a href="{u}">{n}</a>】已下载<span id="nattach1">0</span>次</p>' for u, n in files)
        return self.frame(f"{title}-{self.site}", f'<div class="pos">当前位置: {steps} >> 正文</div><form name="_newscontent_fromname">'
                          f'<h3>{title}</h3>{line}<div id="vsb_content"><div class="v_news_content">{paragraphs(text)}</div></div>{given}</form>')

    def single(self, crumb: str, text: str) -> str:
        steps = " >> ".join(f'<a href="#">{step}</a>' for step in ("首页", *crumb.split("/")))
        name = crumb.split("/")[-1]
        return self.frame(f"{name}-{self.site}", f'<div class="pos">当前位置: {steps}</div><h2>{name}</h2><div id="vsb_content_4"><div class="v_news_content">{paragraphs(text)}</div></div>')


@dataclass(frozen=True)
class WebPlus:
    """苏迪 WebPlus: /<column>/list.htm, /c<column>a<article>/page.htm, side boxes in the same markup."""

    site: str
    menu: tuple[tuple[str, str], ...] = ()
    side: tuple[Row, ...] = ()

    def frame(self, title: str, middle: str) -> str:
        menu = "".join(f'<li class="nav-item"><a href="{url}">{name}</a></li>' for url, name in self.menu)
        return (f'<html><head><meta charset="utf-8"><title>{title}</title><link href="/_css/_system/system.css" rel="stylesheet">'
                f'<script sudy-wp-context="" sudy-wp-siteId="21" src="/_js/sudy-jquery-autoload.js"></script></head><body class="list">'
                f'<div class="head" frag="面板1"><a href="/" class="site-url">{self.site}</a></div>'
                f'<div class="nav" frag="窗口2" portletmode="simpleSudyNavi"><ul class="wp-menu">{menu}</ul></div>{middle}'
                f'<div class="foot" frag="面板9">{self.site} 版权所有</div></body></html>')

    def _side(self) -> str:
        rows = "".join(f'<li class="news"><span class="news_title"><a href="{u}" title="{t}">{t}</a></span><span class="news_meta">{d}</span></li>' for u, t, d in self.side)
        return f'<div class="side" frag="窗口21" portletmode="simpleNews"><h3 class="tit">重要通知</h3><div id="wp_news_w21"><ul class="news_list">{rows}</ul></div></div>'

    def _crumb(self, crumb: str) -> str:
        steps = "".join(f'<span class="splitor"></span><a href="#">{step}</a>' for step in crumb.split("/"))
        return f'<li class="col_path"><span class="path_name">当前位置：</span><a href="/">首页</a>{steps}</li>'

    def home(self, links: list[Row]) -> str:
        rows = "".join(f'<li class="news"><span class="news_title"><a href="{u}" title="{t}">{t}</a></span><span class="news_meta">{d}</span></li>' for u, t, d in links)
        return self.frame(self.site, f'<div frag="窗口6" portletmode="simpleNews"><div id="wp_news_w6"><ul class="news_list">{rows}</ul></div></div>')

    def list(self, crumb: str, rows: list[Row], pager: str = "") -> str:
        name = crumb.split("/")[-1]
        inner = "".join(f'<li class="news n{i} clearfix"><span class="news_title"><a href="{u}" target="_blank" title="{t}">{t}</a></span><span class="news_meta">{d}</span></li>'
                        for i, (u, t, d) in enumerate(rows, 1))
        main = f'<div id="wp_news_w6"><ul class="news_list list2">{inner}</ul></div>{pager}' if rows else "<!-- No Data -->"
        return self.frame(name, f'{self._side()}<div class="col_news"><ul class="col_metas">{self._crumb(crumb)}<li class="col_title"><h2>{name}</h2></li></ul>'
                          f'<div class="col_news_con"><div frag="窗口6" portletmode="simpleList">{main}</div></div></div>')

    def article(self, crumb: str, title: str, date: str, text: str, files: tuple[tuple[str, str], ...] = ()) -> str:
        given = "".join(f'<p><a href="{u}" sudyfile-attr="{{\'title\':\'{n}\'}}">{n}</a></p>' for u, n in files)
        line = f'<p class="arti_metas"><span class="arti_publisher">发布者：管理员</span><span class="arti_update">发布时间：{date}</span>' if date else '<p class="arti_metas">'
        return self.frame(title, f'{self._side()}<ul class="col_metas">{self._crumb(crumb)}</ul><div class="article"><h1 class="arti_title">{title}</h1>{line}'
                          f'<span class="arti_views">浏览次数：<span class="WP_VisitCount" url="/_visitcountdisplay?siteId=21&type=3&articleId=5">15</span></span></p>'
                          f'<div class="entry"><div class="read"><div class="wp_articlecontent">{paragraphs(text)}{given}</div></div></div></div>')

    def single(self, crumb: str, text: str) -> str:
        name = crumb.split("/")[-1]
        return self.frame(name, f'<ul class="col_metas">{self._crumb(crumb)}<li class="col_title"><h2>{name}</h2></li></ul>'
                          f'<div class="col_news_con"><div class="wp_articlecontent">{paragraphs(text)}</div></div>')


@dataclass(frozen=True)
class Asp:
    """An old ASP site of tables, in GBK: ShowArticle.asp?ArticleID=, list.asp?id=."""

    site: str
    menu: tuple[tuple[str, str], ...] = ()

    def frame(self, title: str, middle: str) -> Answer:
        menu = "|".join(f'<a href="{url}">{name}</a>' for url, name in self.menu)
        made = (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{title}</title></head><body bgcolor="#FFFFFF">'
                f'<table width="960" align="center"><tr><td><font size="5">{self.site}</font></td></tr><tr><td>{menu}</td></tr>'
                f'<tr><td>{middle}</td></tr><tr><td align="center">{self.site} 地址：校内主楼</td></tr></table></body></html>')
        return page(made.encode("gb18030"), mime="text/html")

    def home(self, links: list[Row]) -> Answer:
        return self.frame(self.site, "<table>" + "".join(f'<tr><td>·<a href="{u}">{t}</a></td><td>{d}</td></tr>' for u, t, d in links) + "</table>")

    def list(self, crumb: str, rows: list[Row], pager: str = "") -> Answer:
        inner = "".join(f'<tr><td height="24">·<a href="{u}" target="_blank">{t}</a></td><td width="90">[{d}]</td></tr>' for u, t, d in rows)
        return self.frame(f"{crumb.split('/')[-1]}-{self.site}", f'<div>您现在的位置：<a href="/">首页</a>&nbsp;&gt;&gt;&nbsp;{"&nbsp;&gt;&gt;&nbsp;".join(crumb.split("/"))}</div><table width="100%">{inner}</table>{pager}')

    def article(self, crumb: str, title: str, date: str, text: str, files: tuple[tuple[str, str], ...] = ()) -> Answer:
        given = "".join(f'<br>附件：<a href="{u}">{n}</a>' for u, n in files)
        line = f"<tr><td align=center>作者：佚名　　文章来源：本站原创　　更新时间：{date}　　点击数：128</td></tr>" if date else ""
        return self.frame(f"{title}", f'<div>您现在的位置：<a href="/">首页</a>&nbsp;&gt;&gt;&nbsp;{"&nbsp;&gt;&gt;&nbsp;".join(crumb.split("/"))}&nbsp;&gt;&gt;&nbsp;正文</div>'
                          f'<table width="100%"><tr><td align=center><font size=4><b>{title}</b></font></td></tr>{line}<tr><td class="content">{paragraphs(text)}{given}</td></tr></table>')


    def single(self, crumb: str, text: str) -> Answer:
        name = crumb.split("/")[-1]
        return self.frame(f"{name}-{self.site}", f'<div>您现在的位置：<a href="/">首页</a>&nbsp;&gt;&gt;&nbsp;{"&nbsp;&gt;&gt;&nbsp;".join(crumb.split("/"))}</div>'
                          f'<table width="100%"><tr><td align=center><b>{name}</b></td></tr><tr><td class="content">{paragraphs(text)}</td></tr></table>')


@dataclass(frozen=True)
class Php:
    """A plain PHP site without a known system."""

    site: str
    menu: tuple[tuple[str, str], ...] = ()

    def frame(self, title: str, middle: str) -> str:
        menu = "".join(f'<a href="{url}">{name}</a> ' for url, name in self.menu)
        return (f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head><body><header><h1>{self.site}</h1><nav>{menu}</nav></header>'
                f'<main>{middle}</main><footer>{self.site} 2019</footer></body></html>')

    def home(self, links: list[Row]) -> str:
        return self.frame(self.site, "<section><h2>最新</h2><ul>" + "".join(f'<li><a href="{u}">{t}</a> <em>{d}</em></li>' for u, t, d in links) + "</ul></section>")

    def list(self, crumb: str, rows: list[Row], pager: str = "") -> str:
        inner = "".join(f'<li><a href="{u}">{t}</a> <time>{d}</time></li>' for u, t, d in rows)
        return self.frame(f"{crumb.split('/')[-1]} - {self.site}", f'<div class="bread">当前位置：<a href="/">首页</a> &gt; {" &gt; ".join(crumb.split("/"))}</div><ul class="items">{inner}</ul>{pager}')

    def article(self, crumb: str, title: str, date: str, text: str, files: tuple[tuple[str, str], ...] = ()) -> str:
        given = "".join(f'<li><a href="{u}">{n}</a></li>' for u, n in files)
        line = f'<p class="info">日期：{date} | 阅读：33</p>' if date else ""
        return self.frame(f"{title} - {self.site}", f'<div class="bread">当前位置：<a href="/">首页</a> &gt; {" &gt; ".join(crumb.split("/"))} &gt; 正文</div>'
                          f'<article><h2>{title}</h2>{line}<div class="text">{paragraphs(text)}</div><ul class="files">{given}</ul></article>')

    def single(self, crumb: str, text: str) -> str:
        name = crumb.split("/")[-1]
        return self.frame(f"{name} - {self.site}", f'<div class="bread">当前位置：<a href="/">首页</a> &gt; {" &gt; ".join(crumb.split("/"))}</div><div class="text"><h2>{name}</h2>{paragraphs(text)}</div>')


@dataclass(frozen=True)
class Hanweb:
    """大汉版通: lists as an XML island, /art/<y>/<m>/<d>/art_<c>_<id>.html."""

    site: str
    menu: tuple[tuple[str, str], ...] = ()

    def frame(self, title: str, middle: str) -> str:
        menu = "".join(f'<td><a href="{url}">{name}</a></td>' for url, name in self.menu)
        return (f'<html><head><meta charset="UTF-8"><title>{title}</title><meta name="Generator" content="大汉版通"></head><body>'
                f'<div style="display:none">Produced By 大汉网络 大汉版通发布系统</div><table><tr>{menu}</tr></table>{middle}<div id="foot">{self.site}</div></body></html>')

    def home(self, links: list[Row]) -> str:
        return self.frame(self.site, "<ul>" + "".join(f'<li><a href="{u}" title="{t}">{t}</a><b>{d}</b></li>' for u, t, d in links) + "</ul>")

    def list(self, crumb: str, rows: list[Row], pager: str = "") -> str:
        inner = "".join(f"<record><![CDATA[<li><a href='{u}' title='{t}' target='_blank'>{t}</a><span>{d}</span></li>]]></record>" for u, t, d in rows)
        return self.frame(f"{self.site} {crumb.split('/')[-1]}", f'<div class="wz">您当前的位置：<a href="/">首页</a> &gt; {" &gt; ".join(crumb.split("/"))}</div>'
                          f'<div id="240"><script type="text/xml"><datastore><nextgroup></nextgroup><recordset>{inner}</recordset></datastore></script></div>{pager}')

    def article(self, crumb: str, title: str, date: str, text: str, files: tuple[tuple[str, str], ...] = ()) -> str:
        given = "".join(f'<p><a href="{u}">{n}</a></p>' for u, n in files)
        return self.frame(f"{self.site} {title}", f'<div class="wz">您当前的位置：<a href="/">首页</a> &gt; {" &gt; ".join(crumb.split("/"))} &gt; 正文</div>'
                          f'<div id="title">{title}</div><div id="zoom"><!--ZJEG_RSS.content.begin-->{paragraphs(text)}{given}<!--ZJEG_RSS.content.end--></div>'
                          + (f'<div class="ly">发布日期：{date}</div>' if date else ""))

    def single(self, crumb: str, text: str) -> str:
        name = crumb.split("/")[-1]
        return self.frame(f"{self.site} {name}", f'<div class="wz">您当前的位置：<a href="/">首页</a> &gt; {" &gt; ".join(crumb.split("/"))}</div><h2>{name}</h2><div id="zoom">{paragraphs(text)}</div>')

