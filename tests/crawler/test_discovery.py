"""Every place in which these sites write down an address is found, and nothing else is."""

from __future__ import annotations

import pytest

from crawler.discovery import decoded, hints_of, looks_like_list, sitemap_of, text_digest

PAGE = "http://rsc.t.edu.cn/zpgg/list.htm"


def found(markup: str) -> set[str]:
    return {hint.url.removeprefix("http://rsc.t.edu.cn/") for hint in hints_of(markup, PAGE)}


@pytest.mark.parametrize(("markup", "expected"), [
    ("<a href='../info/1.htm'>题</a>", "info/1.htm"),
    ("<map><area href='/a.htm'></map>", "a.htm"),
    ("<iframe src='/f.htm'></iframe>", "f.htm"),
    ("<frameset><frame src='/main.asp'></frameset>", "main.asp"),
    ("<meta http-equiv='Refresh' content='0; URL=/new.htm'>", "new.htm"),
    ("<meta http-equiv=refresh content=\"3;url='/q.htm'\">", "q.htm"),
    ("<script>location.href='/l.htm';</script>", "l.htm"),
    ("<script>window.location = \"/w.jsp?id=3\";</script>", "w.jsp?id=3"),
    ("<script>top.location.replace('/r.htm')</script>", "r.htm"),
    ("<div onclick=\"window.open('/o.htm','_blank')\">x</div>", "o.htm"),
    ("<table><tr onclick=\"location.href='/tr.jsp?id=9'\"><td>x</td></tr></table>", "tr.jsp?id=9"),
    ("<a href=\"javascript:window.open('show.asp?id=5')\">x</a>", "zpgg/show.asp?id=5"),
    ("<li onclick=\"go('info/1042/77.htm')\">x</li>", "zpgg/info/1042/77.htm"),
    ('<script>showVsbpdfIframe("/__local/A/B/x.pdf","100%","600");</script>', "__local/A/B/x.pdf"),
    ("<div class='wp_pdf_player' pdfsrc='/_upload/article/x.pdf'></div>", "_upload/article/x.pdf"),
    ("<iframe src='/system/resource/pdfjs/viewer.html?file=%2F__local%2Fy.pdf'></iframe>", "__local/y.pdf"),
    ("<embed src='/e.pdf'>", "e.pdf"), ("<object data='/d.pdf'></object>", "d.pdf"),
    ("<select><option value='/2023/list.htm'>2023</option></select>", "2023/list.htm"),
    ("<li data-href='/dh.htm'>x</li>", "dh.htm"),
    ('<script>var rows=[{"title":"题","url":"\\/xwgg\\/ggtz\\/i419633.html"}];</script>', "xwgg/ggtz/i419633.html"),
    ("<recordset><record><![CDATA[<li><a href='/art/2025/3/1/art_1.html'>题</a></li>]]></record></recordset>", "art/2025/3/1/art_1.html"),
    ("<script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\"/module/web/jpage/dataproxy.jsp?page=2&columnid=7\"></a>]]></nextgroup>"
     "</datastore></script>", "module/web/jpage/dataproxy.jsp?page=2&columnid=7"),
    ("<noscript><a href='/n.htm'>x</a></noscript>", "n.htm"),
    ("<base href='http://rsc.t.edu.cn/b/'><a href='c.htm'>x</a>", "b/c.htm"),
    ("<a href='virtual_attach_file.vsb?afc=x&e=.pdf'>附件</a>", "zpgg/virtual_attach_file.vsb?afc=x&e=.pdf"),
])
def test_an_address_is_found_where_it_is_written(markup: str, expected: str) -> None:
    assert expected in found(markup)


def test_trs_writes_its_pages_by_script() -> None:
    assert found("<script>createPageHTML(4, 0, 'index', 'html');</script>") == {f"zpgg/index_{n}.html" for n in (1, 2, 3)}
    assert found("<script>createPageHTML('pages', 4, 1, 'index', 'shtml', 60);</script>") == {f"zpgg/index_{n}.shtml" for n in (1, 2, 3)}


def test_counted_pages_of_a_template_are_found():
    code = """var currentPage = 0; var countPage = 3//共多少页
        var nextPage = currentPage + 1; document.write("<a href=\\"index_" + nextPage + ".htm\\">下一页</a>");"""
    assert found(f"<script>{code}</script>") == {"zpgg/index_1.htm", "zpgg/index_2.htm"}
    assert found("<script>var countPage = 3; alert(countPage);</script>") == set()


@pytest.mark.parametrize("markup", [
    "<!-- <a href='/c.htm'>旧</a> -->", "<a href='mailto:a@t.edu.cn'>x</a>", "<a href='javascript:;'>x</a>", "<a href='#top'>x</a>", "<a href=''>x</a>",
    "<a href='$cms.getIndexFileName(2)'>下页</a>", "<a href='${url}'>x</a>", "<script>_jsq_(1024,'/content.jsp',1542,1)</script>",
    "<script>location.href = base + '/x.htm';</script>".replace("'/x.htm'", "x"), "<script>if (location.href == 'a') {}</script>",
    "<option value='12'>x</option>",
])
def test_what_is_no_link_is_not_followed(markup: str) -> None:
    assert found(markup) == set()


def test_the_fuller_title_is_kept_and_pages_lie_no_deeper() -> None:
    hints = {hint.url[-6:]: hint for hint in hints_of(
        "<a href='/1.htm' title='关于公布名单的通知'>关于公布...</a><a href='/2.htm'>下一页</a><a href='/3.htm'>3</a><a href='/4.htm'><img alt='图'></a>", PAGE)}
    assert hints["/1.htm"].text == "关于公布名单的通知"
    assert (hints["/2.htm"].kind, hints["/3.htm"].kind, hints["/4.htm"].text) == ("pages", "pages", "图")


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
@pytest.mark.parametrize("declared", ["", "gb2312", "utf-8"])
def test_a_page_is_decoded_whatever_it_declares(charset: str, declared: str) -> None:
    body = f"<html><meta charset='{declared}'><body>招聘公告与拟聘用人员名单公示</body></html>".encode(charset)
    assert "招聘公告与拟聘用人员名单公示" in decoded(body)[0]


def test_a_sitemap_and_an_index_of_sitemaps_are_read() -> None:
    text = "<sitemapindex><sitemap><loc>http://rsc.t.edu.cn/s2.xml</loc></sitemap><sitemap><loc> /s3.xml?a=1&amp;b=2 </loc></sitemap></sitemapindex>"
    assert [hint.url for hint in sitemap_of(text, PAGE)] == ["http://rsc.t.edu.cn/s2.xml", "http://rsc.t.edu.cn/s3.xml?a=1&b=2"]


@pytest.mark.parametrize(("url", "expected"), [
    ("http://a.t.edu.cn/", True), ("http://a.t.edu.cn/zpgg.htm", True), ("http://a.t.edu.cn/zpgg/17.htm", True), ("http://a.t.edu.cn/1241/list2.htm", True),
    ("http://a.t.edu.cn/info/1042/5277.htm", False), ("http://a.t.edu.cn/19/61/c24292a268641/page.htm", False),
])
def test_lists_are_told_by_their_address(url: str, expected: bool) -> None:
    assert looks_like_list(url) is expected


def test_two_soft_404s_have_one_digest_and_two_pages_have_not() -> None:
    a, b = "<body><p>页面 1234 不存在</p><script>x=1</script></body>", "<body>\n<p>页面 99 不存在</p><script>x=2</script></body>"
    assert text_digest(a) == text_digest(b) != text_digest("<body><p>页面存在</p></body>")
