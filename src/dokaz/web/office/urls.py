"""Every address of the office."""

from django.urls import path

from dokaz.web.office import alarms, compromises, home, items, manage, me, pages, people, signing_in

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
    path("me/duress", alarms.duress, name="duress"),
    path("me/duress/end", alarms.end_duress, name="end-duress"),
    path("alarms", alarms.alarms, name="alarms"),
    path("alarms/<uuid:alarm>/seen", alarms.see_alarm, name="see-alarm"),
    path("alarms/accounts/<uuid:account>/let-in", alarms.lift_lock, name="lift-lock"),
    path("canaries", alarms.canaries, name="canaries"),
    path("canaries/<uuid:canary>/lift", alarms.lift_canary, name="lift-canary"),
    path("delays", alarms.delays, name="delays"),
    path("delays/<uuid:act>/stop", alarms.stop_act, name="stop-act"),
    path("compromises", compromises.compromises, name="compromises"),
    path("compromises/<uuid:which>", compromises.compromise, name="compromise"),
    path("compromises/<uuid:which>/step", compromises.compromise_step, name="compromise-step"),
    path("leavings", compromises.leavings, name="leavings"),
    path("leavings/<uuid:which>", compromises.leaving, name="leaving"),
    path("leavings/<uuid:which>/step", compromises.leaving_step, name="leaving-step"),
    path("items", items.items, name="items"),
    path("items/<str:ref>", items.item, name="item"),
    path("items/<str:ref>/bytes", items.download, name="download"),
]
