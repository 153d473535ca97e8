from accounts.models import Place
from accounts.models.place import covers_a_network, scope_q
from accounts.people import visible_people
from accounts.queries import Scope, choose_scope, chosen_scope
from tests.factories import make_person, make_place


def codes(principal):
    return set(Place.objects.visible_to(principal).values_list("code", flat=True))


def test_sees_a_subtree_and_nothing_beside_it(network, north, york, camden, abroad):
    assert codes(Scope((north.path,))) == {"NORTH", "027"}
    assert codes(Scope((camden.path,))) == {"112"}


def test_sees_nothing_without_a_scope(network):
    assert codes(Scope(())) == set()


def test_sees_everything_with_the_root(network, abroad, camden):
    assert codes(Scope(("/",))) == {"UK", "FR", "112"}


def test_keeps_apart_numbers_that_begin_alike(db):
    for number, path in ((1, "/1/"), (11, "/11/"), (12, "/1/12/"), (112, "/11/112/")):
        Place.objects.create(pk=number, code=str(number), name="x", kind="place", path=path)

    assert codes(Scope(("/1/",))) == {"1", "12"}
    assert codes(Scope(("/1/12/",))) == {"12"}


def test_adds_up_several_subtrees(network, north, york, camden, abroad):
    assert codes(Scope((york.path, abroad.path))) == {"027", "FR"}


def test_filters_through_a_relation(north, york, camden):
    nora = make_person("Nora", scope=york)
    make_person("Carl", scope=camden)

    seen = type(nora).objects.filter(scope_q(Scope((north.path,)), prefix="place_scopes__place"))

    assert list(seen) == [nora]


def test_a_disabled_person_sees_nothing(priya):
    priya.is_active = False

    assert priya.scope_paths == ()


def test_knows_who_covers_a_whole_network(network, north):
    assert covers_a_network(Scope((network.path,)))
    assert covers_a_network(Scope(("/",)))
    assert not covers_a_network(Scope((north.path,)))


def test_people_of_no_place_are_seen_by_who_covers_a_network(network, north, york):
    lost = make_person("Lost")

    assert lost in visible_people(Scope((network.path,)))
    assert lost not in visible_people(Scope((north.path,)))


def request_of(rf, person):
    request = rf.get("/")
    request.user, request.session = person, {}
    return request


def test_the_chosen_place_narrows(rf, ada, north, york):
    request = request_of(rf, ada)

    choose_scope(request, north)

    assert chosen_scope(request) == Scope((north.path,), north)


def test_the_chosen_place_never_widens(rf, priya, network, camden):
    request = request_of(rf, priya)

    choose_scope(request, network)

    assert chosen_scope(request).scope_paths == (camden.path,)


def test_nothing_chosen_shows_all_of_ones_places(rf, ada, network, north):
    request = request_of(rf, ada)
    choose_scope(request, north)

    choose_scope(request, None)

    assert chosen_scope(request) == Scope((network.path,))


def test_follows_a_place_that_moved_away(rf, network, camden, make_region):
    region = make_region("SOUTH")
    sara = make_person("Sara", role="ops agent", scope=region)
    inside = make_place("300", parent=region)
    request = request_of(rf, sara)
    choose_scope(request, inside)
    inside.path = f"{network.path}{inside.pk}/"
    inside.save(update_fields=["path"])

    request._chosen_scope = None

    assert chosen_scope(request).scope_paths == (region.path,)
