"""Refusals are recognised in visible text of short pages, and nowhere else."""

import pytest

from crawler.refusals import refused, refusing_words, visible_text


def page(text, title="提示", tail=""):
    return f"<html><head><title>{title}</title></head><body><div>{text}</div>{tail}</body></html>"


@pytest.mark.parametrize(("text", "state"), [
    ("您没有访问当前栏目的权限。", "campus_only"), ("提示：您当前ip并非校内地址，该信息仅允许校内地址访问", "campus_only"), ("本网站只能被校内IP地址访问，校外地址无法访问该网站", "campus_only"),
    ("对不起，您无权访问该页面", "campus_only"), ("请使用校园网或VPN访问本站", "campus_only"), ("您尚未登录，请登录后查看", "login"), ("请先通过统一身份认证登录后查看", "login"),
    ("请输入验证码下载附件", "blocked"), ("您的请求已被网站防火墙拦截", "blocked"), ("访问禁止", "blocked"), ("您的访问过于频繁，请稍后再试", "blocked"), ("Checking your browser before accessing", "blocked"),
    ("栏目不存在!", "soft_404"), ("文章不存在或已删除", "soft_404"), ("提示：无效的文章参数！", "soft_404"), ("访问的地址已无效", "soft_404"), ("抱歉，您要访问的页面不存在", "soft_404"), ("404 Not Found", "soft_404"),
    ("The requested URL /x was not found on this server.", "soft_404"), ("502 Bad Gateway", "unreadable"),
])
def test_words_of_each_refusal(text, state):
    assert refused(200, (), page(text))[0] == state


@pytest.mark.parametrize(("status", "state"), [(401, "login"), (403, "blocked"), (404, "dead"), (410, "dead"), (412, "blocked"), (429, "blocked"), (500, "unreadable"), (503, "unreadable"), (418, "unreadable")])
def test_statuses_by_themselves(status, state):
    assert refused(status, (), "")[0] == state


def test_403_that_speaks_of_the_campus_is_campus_only():
    assert refused(403, (), page("仅允许校内访问"))[0] == "campus_only"


def test_redirect_to_a_login_is_a_login():
    assert refused(302, (("location", "https://ids.example.edu.cn/authserver/login?service=x"),), "")[0] == "login"
    assert refused(302, (("location", "/index.htm"),), "")[0] == "redirect"


def test_script_gate_answers_before_any_content():
    gate = "<html><head><meta id='x' content='abc' r='m'><script r='m'>$_ts=window['$_ts'];</script></head><body></body></html>"
    assert refused(412, (), gate)[0] == "blocked" and refused(202, (), gate)[0] == "blocked" and refused(200, (), gate)[0] == "blocked"


def test_app_shell_needs_a_browser():
    assert refused(200, (), "<html><body><div id=\"app\"></div><script src=/a.js></script></body></html>")[0] == "needs_browser"


def test_password_field_on_a_short_page_is_a_login():
    assert refused(200, (), "<html><body>用户名<input name=u>密码<input type=\"password\" name=p></body></html>")[0] == "login"


@pytest.mark.parametrize("html", [
    page("通知公告 关于选课的通知 2024-01-02", tail="<script>x.yzmts='您的查询过于频繁，请输入验证码后继续查询';</script>"),
    page("正文" * 400 + "请登录后查看，栏目不存在，仅允许校内访问"),
    "<html><head><title>选课通知</title></head><body><h1>选课通知</h1><p>发布时间：2026-09-07</p><p>请新生通过统一身份认证登录选课平台，登录后选择课程，如有疑问请联系学院教务员，逾期不再受理，请各位同学相互转告，务必在规定时间内完成，并认真核对本人学号姓名。</p></body></html>",
    page("", title="关于统一身份认证升级的通知", tail="<p>学校将于本周六对统一身份认证平台进行升级，期间各业务系统暂停登录，请提前安排工作。</p>"),
    page("", title="关于404教室调整的通知", tail="<p>因设备检修，404教室本周停用，原定课程调整到305教室进行，请相关师生注意。</p>"),
])
def test_good_pages_that_use_the_words_stay_open(html):
    assert refused(200, (), html) == ("open", "")


def test_text_of_a_main_part_alone():
    assert refusing_words("您的IP不在校内访问范围")[0] == "campus_only"
    assert refusing_words("关于放假的通知")[0] == "open"


@pytest.mark.parametrize("html", ["<script" * 50_000, "<!--" * 50_000, "<" * 200_000, "<a " + "x" * 200_000])
def test_hostile_sources_take_linear_time(html):
    visible_text(html)
    refused(200, (), html)


def test_visible_text_leaves_scripts_styles_and_comments_out():
    assert visible_text("<title>t</title><script>a</script><p>见&nbsp;附件<!-- x --><style>p{}</style></p>") == "见 附件"
