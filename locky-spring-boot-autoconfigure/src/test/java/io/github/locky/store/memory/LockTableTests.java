package io.github.locky.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.locky.store.IndexPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockTable}.
 */
class LockTableTests {

	private final LockTable table = new LockTable();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 5000 })
	void pagesHaveEachResourceOnce(int count) {
		List<String> all = IntStream.range(0, count).mapToObj((i) -> "article:" + i).toList();
		all.forEach(this.table::getOrCreate);
		List<String> read = new ArrayList<>();
		String cursor = IndexPage.FIRST;
		do {
			IndexPage page = this.table.page(cursor, 200, (record) -> true);
			assertThat(page.resources()).hasSizeLessThan(400);
			read.addAll(page.resources());
			cursor = page.cursor();
		}
		while (!cursor.equals(IndexPage.FIRST));
		assertThat(read).containsExactlyInAnyOrderElementsOf(all);
		assertThat(this.table.size()).isEqualTo(count);
	}

	@Test
	void pageEndsWhereItDidWhenSomethingComesOrGoes() {
		IntStream.range(0, 600).forEach((i) -> this.table.getOrCreate("article:" + i));
		String end = this.table.page(IndexPage.FIRST, 100, (record) -> true).cursor();
		this.table.remove(this.table.getOrCreate("article:7"));
		this.table.getOrCreate("image:1");
		this.table.getOrCreate("image:2");
		assertThat(this.table.page(IndexPage.FIRST, 100, (record) -> true).cursor()).isEqualTo(end);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1024", "99999", "18446744073709551615" })
	void pageBehindTheEndIsEmpty(String cursor) {
		this.table.getOrCreate("article:1");
		assertThat(this.table.page(cursor, 100, (record) -> true)).isEqualTo(new IndexPage(IndexPage.FIRST, List.of()));
	}

}
