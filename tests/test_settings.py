"""Settings: where they come from, and that every fault is named at once."""

from pathlib import Path

import pytest

from marginline.settings import Settings, SettingsFault, documented, is_loopback, load


def faults_in(environment: dict[str, str], **flags: object) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        load(environment, flags)
    return caught.value.faults


def test_the_defaults_listen_on_the_loopback_alone() -> None:
    settings = load({})
    assert settings == Settings()
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert (settings.grpc_host, settings.grpc_port) == ("127.0.0.1", 50051)


def test_a_flag_goes_before_a_variable_and_a_variable_before_the_default() -> None:
    environment = {"MARGINLINE_HTTP_PORT": "81", "MARGINLINE_GRPC_PORT": "82"}
    settings = load(environment, {"grpc_port": "83", "http_port": None})
    assert (settings.http_port, settings.grpc_port) == (81, 83)


def test_every_kind_of_setting_is_read_from_text() -> None:
    environment = {
        "MARGINLINE_INSECURE": "Yes",
        "MARGINLINE_REFLECTION": "off",
        "MARGINLINE_DRAIN_TIMEOUT_SECONDS": "2.5",
        "MARGINLINE_RULEBOOK_FILES": "/a.json:/b.json",
        "MARGINLINE_HTTP_HOST": " ::1 ",
    }
    settings = load(environment)
    assert settings.insecure
    assert not settings.reflection
    assert settings.drain_timeout_seconds == 2.5
    assert settings.rulebook_files == (Path("/a.json"), Path("/b.json"))
    assert settings.http_host == "::1"


def test_an_empty_variable_is_the_same_as_none() -> None:
    assert load({"MARGINLINE_HTTP_PORT": ""}) == Settings()


def test_all_faults_are_named_at_once() -> None:
    environment = {
        "MARGINLINE_HTTP_PORT": "eighty",
        "MARGINLINE_GRPC_HOST": "0.0.0.0",  # noqa: S104
        "MARGINLINE_GRPC_PORT": "65536",
        "MARGINLINE_DOCS": "perhaps",
    }
    found = faults_in(environment, log_level="loud")
    assert [fault.split()[0] for fault in found] == [
        "MARGINLINE_HTTP_PORT",
        "MARGINLINE_DOCS",
        "grpc_port",
        "grpc_host",
        "log_level",
    ]


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "::", "desk.example", ""])  # noqa: S104
def test_an_address_that_others_can_reach_is_refused_unless_insecure_says_so(host: str) -> None:
    assert not is_loopback(host)
    assert "insecure" in faults_in({}, http_host=host or "*")[0]
    assert load({}, {"http_host": host, "insecure": True}).insecure


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "localhost"])
def test_the_loopback_needs_no_leave(host: str) -> None:
    assert load({}, {"grpc_host": host}).grpc_host == host


def test_both_doors_on_one_port_are_refused_but_not_where_both_take_a_free_one() -> None:
    assert faults_in({}, http_port=9000, grpc_port=9000) == ("http_port and grpc_port are both 9000.",)
    assert load({}, {"http_port": 0, "grpc_port": 0}).http_port == 0


def test_every_setting_is_documented_in_a_sentence() -> None:
    for setting in documented():
        assert setting.meaning.endswith("."), setting.name
        assert setting.variable == "MARGINLINE_" + setting.name.upper()
        assert setting.flag == "--" + setting.name.replace("_", "-")
