from __future__ import annotations

import threading

import pytest

from retrieval.turns import Turns


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order, waiting = Turns(1), [], []
    with turns:
        for number in range(8):
            thread = threading.Thread(target=lambda n=number: _noted(turns, order, n))
            thread.start()
            waiting.append(thread)
            while len(turns._waiting) <= number:  # until it stands in the queue
                thread.join(0.001)
    for thread in waiting:
        thread.join()
    assert order == list(range(8))


def test_no_more_threads_than_agreed_are_in_at_a_time() -> None:
    turns, lock, inside, most = Turns(3), threading.Lock(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with turns:
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                with lock:
                    inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 3
    assert inside[0] == 0


def test_as_many_threads_as_agreed_are_in_together() -> None:
    turns, together, passed = Turns(3), threading.Barrier(3, timeout=30), []

    def work() -> None:
        with turns:
            passed.append(together.wait())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [0, 1, 2]


def test_a_turn_is_given_back_where_its_work_fails() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), turns:
            raise ValueError("broken")


def _noted(turns: Turns, order: list[int], number: int) -> None:
    with turns:
        order.append(number)
