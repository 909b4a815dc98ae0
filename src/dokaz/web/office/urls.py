"""Every address of the office."""

from django.urls import path

from dokaz.web.office import home, items, journal, log, manage, me, pages, people, signing_in, work

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
    path("journal", journal.entries, name="journal"),
    path("journal/<str:index>", journal.entry, name="entry"),
    path("journal/<str:index>/proof", journal.proof, name="entry-proof"),
    path("log", log.log, name="log"),
    path("log/sign", log.sign, name="log-sign"),
    path("log/publish", log.publish, name="log-publish"),
    path("work", work.work, name="work"),
    path("work/<uuid:job>", work.job, name="job"),
    path("work/<uuid:job>/retry", work.retry, name="job-retry"),
    path("work/<uuid:job>/cancel", work.cancel, name="job-cancel"),
    path("items", items.items, name="items"),
    path("items/<str:ref>", items.item, name="item"),
    path("items/<str:ref>/bytes", items.download, name="download"),
]
