package io.github.locky;

import java.util.ArrayList;
import java.util.List;

import io.github.locky.WaitingHistoryChecker.Call;
import io.github.locky.WaitingHistoryChecker.Kind;
import io.github.locky.WaitingHistoryChecker.Outcome;
import io.github.locky.WaitingHistoryChecker.Refusal;
import io.github.locky.WaitingHistoryChecker.Transition;
import io.github.locky.WaitingHistoryChecker.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the checker of {@link WaitingHistoryTests} makes of histories that never happened.
 * Times are milliseconds.
 */
class WaitingHistoryCheckerTests {

	private static final String RESOURCE = "shared:0";

	private final List<Transition> transitions = new ArrayList<>();

	private final List<String> lines = new ArrayList<>();

	private long token = 100;

	@Test
	void instancesThatTakeTurnsInTheirOrderAreFine() {
		refused("one/0", 910);
		refused("two/0", 920);
		refused("one/1", 930);
		free(1000);
		held("one/0", 1001, 1002);
		held("one/1", 1002, 1003);
		refused("one/0", 1003);
		held("two/0", 1004, 1005);
		held("one/0", 1006, 1007);
		Verdict verdict = check();
		assertThat(verdict.contradictions()).isEmpty();
		// Two sees the turn of one begin and twice that it lasts, one that of two and
		// once
		assertThat(verdict.judged()).isEqualTo(5);
	}

	@Test
	void instanceThatCameLaterIsNotServedEarlier() {
		refused("one/0", 910);
		refused("two/0", 920);
		free(1000);
		held("two/0", 1001, 1002);
		held("one/0", 1003, 1004);
		assertSingle("Overtaken: one, ");
	}

	@Test
	void instanceIsNotServedAgainWhileAnotherWaits() {
		refused("one/0", 910);
		refused("one/1", 915);
		refused("two/0", 920);
		refused("three/0", 930);
		free(1000);
		held("one/0", 1001, 1002);
		held("two/0", 1003, 1004);
		held("one/1", 1005, 1006);
		held("three/0", 1007, 1008);
		assertSingle("Overtaken: three, ");
	}

	@Test
	void instanceWithAnotherWaiterStandsAtTheEndAfterItsTurn() {
		refused("one/0", 910);
		refused("one/1", 915);
		free(1000);
		held("one/0", 1001, 1002);
		refused("two/0", 1005);
		held("two/0", 1010, 1011);
		held("one/1", 1012, 1013);
		assertSingle("Overtaken: one, ");
	}

	// One stands there for its third call, too, since its turn began
	@Test
	void instanceKeepsItsPlaceForWhoeverComesDuringItsTurn() {
		refused("one/0", 910);
		refused("one/1", 915);
		refused("two/0", 920);
		free(1000);
		held("one/0", 1001, 1002);
		refused("three/0", 1003);
		refused("one/2", 1004);
		held("one/1", 1004, 1005);
		held("two/0", 1006, 1007);
		held("one/2", 1008, 1009);
		held("three/0", 1010, 1011);
		Verdict verdict = check();
		assertThat(verdict.contradictions()).isEmpty();
		assertThat(verdict.judged()).isPositive();
	}

	@Test
	void instanceThatHadItsTurnForAllOfItsCallsComesAfterThoseWhoCameMeanwhile() {
		refused("one/0", 910);
		refused("one/1", 915);
		refused("two/0", 920);
		free(1000);
		held("one/0", 1001, 1002);
		refused("three/0", 1003);
		held("one/1", 1004, 1005);
		held("two/0", 1006, 1007);
		refused("one/2", 1007);
		held("one/2", 1008, 1009);
		held("three/0", 1010, 1011);
		assertSingle("Overtaken: three, ");
	}

	@Test
	void nobodyIsOvertakenWhoMayHaveMissedTheirTurn() {
		refused("one/0", 910);
		refused("two/0", 920);
		free(1000);
		held("two/0", 1030, 1031);
		held("one/0", 1032, 1033);
		assertThat(check()).isEqualTo(new Verdict(List.of(), 0));
	}

	// It queued up after it had asked, perhaps before one who was late dropped it
	@Test
	void nobodyIsOvertakenWhoMayHaveMissedTheirTurnBeforeTheyWereTold() {
		refused("three/0", 900);
		refused("one/0", 910, 1036);
		free(1000);
		held("three/0", 1030, 1035);
		refused("two/0", 1037);
		held("two/0", 1039, 1040);
		held("one/0", 1042, 1043);
		assertThat(check()).isEqualTo(new Verdict(List.of(), 0));
	}

	@Test
	void nobodyIsOvertakenWhoWasNotRefused() {
		line("began", "one/0", 910);
		refused("two/0", 920);
		free(1000);
		held("two/0", 1001, 1002);
		held("one/0", 1003, 1004);
		assertThat(check()).isEqualTo(new Verdict(List.of(), 0));
	}

	@Test
	void deadWaiterIsNotOvertaken() {
		refused("one/0", 910);
		refused("two/0", 920);
		free(1000);
		held("two/0", 1001, 1002);
		assertThat(check()).isEqualTo(new Verdict(List.of(), 0));
	}

	@Test
	void rowEndsAfterSixteenHandOvers() {
		int most = WaitingHistoryChecker.IN_A_ROW;
		row(most, 1001);
		assertThat(check().contradictions()).isEmpty();
		this.transitions.clear();
		this.lines.clear();
		row(most + 1, 1001);
		assertSingle("Too long in a row: ");
	}

	@Test
	void rowEndsAfterAWhile() {
		row(2, 1001, 1006);
		assertThat(check().contradictions()).isEmpty();
		this.transitions.clear();
		this.lines.clear();
		row(2, 1001, 1023);
		assertSingle("Too long in a row: ");
	}

	@Test
	void rowMayGoOnWhileNobodyElseWaits() {
		free(1000);
		for (int i = 0; i < 100; i++) {
			refused("one/" + i, 900);
			held("one/" + i, 1001 + i, 1002 + i);
		}
		assertThat(check()).isEqualTo(new Verdict(List.of(), 0));
	}

	@Test
	void instanceMayBeNextItselfIfOthersCameLater() {
		free(1000);
		for (int i = 0; i < 20; i++) {
			refused("one/" + i, 900);
		}
		held("one/0", 1001, 1004);
		refused("two/0", 1003);
		for (int i = 1; i < 20; i++) {
			held("one/" + i, 1004, 1004);
		}
		held("two/0", 1005, 1006);
		Verdict verdict = check();
		assertThat(verdict.contradictions()).isEmpty();
		assertThat(verdict.judged()).isPositive();
	}

	@Test
	void nobodyWaitsInVain() {
		refused("one/0", 910);
		line("gave-up", "one/0", 1000);
		assertSingle("Waited in vain: ");
	}

	@Test
	void noCallFails() {
		refused("one/0", 910);
		line("failed", "one/0", 1000);
		assertSingle("Failed: ");
	}

	@Test
	void twoNeverHoldAResourceAtOnce() {
		add(Kind.LOCKED, "one/0", 1, 1000);
		add(Kind.LOCKED, "two/0", 2, 1001);
		assertSingle("Two owners: ");
	}

	@Test
	void tokensRise() {
		add(Kind.LOCKED, "one/0", 2, 1000);
		add(Kind.UNLOCKED, "one/0", 2, 1001);
		add(Kind.LOCKED, "two/0", 1, 1002);
		assertSingle("The token does not rise: ");
	}

	@Test
	void onlyWhatIsHeldEnds() {
		add(Kind.LOCKED, "one/0", 1, 1000);
		add(Kind.UNLOCKED, "one/0", 1, 1001);
		add(Kind.EXPIRED, "one/0", 1, 1002);
		assertSingle("Ended what was not held: ");
	}

	@Test
	void nobodyIsToldBeforeTheOtherBeginsToRelease() {
		add(Kind.LOCKED, "one/0", 1, 1000);
		add(Kind.UNLOCKED, "one/0", 1, 1001);
		add(Kind.LOCKED, "two/0", 2, 1002);
		add(Kind.UNLOCKED, "two/0", 2, 1003);
		told("one/0", 1, 1000, 1005, "released");
		told("two/0", 2, 1002, 1003, "released");
		assertSingle("Held at once: ");
	}

	@Test
	void whatWasGrantedHappened() {
		told("one/0", 1, 1000, 1001, "released");
		assertSingle("Granted but not heard of: ");
	}

	@Test
	void whatWasReleasedDidNotExpire() {
		add(Kind.LOCKED, "one/0", 1, 1000);
		add(Kind.EXPIRED, "one/0", 1, 1001);
		told("one/0", 1, 1000, 1001, "released");
		assertSingle("Ended otherwise: ");
	}

	@Test
	void whatWasLostHasExpired() {
		add(Kind.LOCKED, "one/0", 1, 1000);
		add(Kind.EXPIRED, "one/0", 1, 1001);
		told("one/0", 1, 1000, 1005, "lost");
		assertThat(check().contradictions()).isEmpty();
	}

	@Test
	void linesOfCallersArePutTogether() {
		List<Call> calls = Call.parse(List.of("began a one/0 1 0", "asked a one/0 1 0", "refused a one/0 2 0",
				"began b two/0 3 0", "asked a one/0 3 0", "refused a one/0 4 0", "granted a one/0 5 7",
				"releasing a one/0 6 7", "released a one/0 7 7", "began b one/0 8 0"));
		assertThat(calls).containsExactly(
				new Call("a", "one/0", 1, List.of(new Refusal(1, 2), new Refusal(3, 4)), Outcome.RELEASED, 7, 5, 6),
				new Call("b", "one/0", 8, List.of(), Outcome.NONE, 0, 0, 0),
				new Call("b", "two/0", 3, List.of(), Outcome.NONE, 0, 0, 0));
	}

	private void row(int count, long... millis) {
		free(1000);
		for (int i = 0; i < count; i++) {
			refused("one/" + i, 900);
		}
		refused("two/0", 910);
		for (int i = 0; i < count; i++) {
			long at = millis[Math.min(i, millis.length - 1)];
			held("one/" + i, at, at);
		}
		long end = millis[millis.length - 1] + 1;
		held("two/0", end, end);
	}

	private void free(long millis) {
		add(Kind.LOCKED, "starter", this.token, 900);
		add(Kind.UNLOCKED, "starter", this.token, millis);
		this.token++;
	}

	private void refused(String locker, long millis) {
		refused(locker, millis, millis);
	}

	private void refused(String locker, long asked, long told) {
		line("began", locker, asked);
		line("asked", locker, asked);
		line("refused", locker, told);
	}

	private void held(String locker, long from, long to) {
		add(Kind.LOCKED, locker, this.token, from);
		add(Kind.UNLOCKED, locker, this.token, to);
		grant(locker, this.token, from, to, "released");
		this.token++;
	}

	private void told(String locker, long token, long from, long to, String end) {
		line("began", locker, from);
		grant(locker, token, from, to, end);
	}

	private void grant(String locker, long token, long from, long to, String end) {
		this.lines.add("granted " + RESOURCE + " " + locker + " " + from * 1000 + " " + token);
		this.lines.add("releasing " + RESOURCE + " " + locker + " " + to * 1000 + " " + token);
		this.lines.add(end + " " + RESOURCE + " " + locker + " " + to * 1000 + " " + token);
	}

	private void line(String word, String locker, long millis) {
		this.lines.add(word + " " + RESOURCE + " " + locker + " " + millis * 1000 + " 0");
	}

	private void add(Kind kind, String locker, long token, long millis) {
		this.transitions.add(new Transition(kind, RESOURCE, locker, token, millis));
	}

	private Verdict check() {
		return WaitingHistoryChecker.check(this.transitions, Call.parse(this.lines));
	}

	private void assertSingle(String start) {
		assertThat(check().contradictions()).singleElement().asString().startsWith(start);
	}

}
