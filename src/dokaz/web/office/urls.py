"""Every address of the office."""

from django.urls import path

from dokaz.web.office import care, describing, home, item, items, looking, manage, me, pages, people, signing_in

handler403, handler404, handler500 = pages.forged, pages.absent, pages.fault

urlpatterns = [
    path("", home.home, name="home"),
    path("help", home.help_page, name="help"),
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-in/second-factor", signing_in.second_factor, name="second-factor"),
    path("sign-in/first-factor", signing_in.first_factor, name="first-factor"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("prove", signing_in.prove, name="prove"),
    path("me", me.me, name="me"),
    path("me/app", me.add_app, name="add-app"),
    path("me/codes", me.new_codes, name="codes"),
    path("me/factors/<uuid:factor>/remove", me.remove_factor, name="remove-factor"),
    path("me/browsers/<uuid:browser>/end", me.end_browser, name="end-browser"),
    path("people", people.people, name="people"),
    path("people/roles", people.role_list, name="roles"),
    path("people/<uuid:account>", people.person, name="person"),
    path("people/<uuid:account>/end-sessions", people.end_sessions, name="end-sessions"),
    path("manage", manage.manage, name="manage"),
    path("items", items.items, name="items"),
    path("me/care", care.care, name="care"),
    path("items/<str:ref>", item.item, name="item"),
    path("items/<str:ref>/ask", looking.ask, name="ask"),
    path("items/<str:ref>/view", looking.view, name="view"),
    path("items/<str:ref>/picture", looking.picture, name="picture"),
    path("items/<str:ref>/content", looking.content, name="content"),
    path("items/<str:ref>/part", looking.take, name="take"),
    path("items/<str:ref>/part/keep", looking.keep, name="keep"),
    path("items/<str:ref>/describe", describing.describe, name="describe"),
    path("items/<str:ref>/revisions", describing.revisions, name="revisions"),
    path("items/<str:ref>/examine", item.examine, name="examine"),
    path("items/<str:ref>/proof", item.proof, name="proof"),
    path("items/<str:ref>/not-for-me", care.hand_back, name="hand-back"),
    path("items/<str:ref>/take-up", care.take_up, name="take-up"),
    path("items/<str:ref>/bytes", items.download, name="download"),
]
