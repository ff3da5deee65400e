package io.github.locky.sample;

import java.util.List;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The articles. Each remembers the highest fencing token it has seen, and refuses what
 * comes with a lower one: that is from somebody who held the lock before, and is late.
 */
@Repository
class ArticleRepository {

	private static final RowMapper<Article> ROWS = new SimplePropertyRowMapper<>(Article.class);

	private final JdbcClient jdbc;

	ArticleRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	List<Article> findAll() {
		return this.jdbc.sql("select * from article order by id").query(ROWS).list();
	}

	Article get(long id) {
		return this.jdbc.sql("select * from article where id = :id").param("id", id).query(ROWS).single();
	}

	// Before the article is read: whoever had it until now can no longer change it then
	boolean fence(long id, long fencingToken) {
		return this.jdbc.sql("""
				update article set fencing_token = :fencingToken
				where id = :id and fencing_token <= :fencingToken""")
			.param("id", id)
			.param("fencingToken", fencingToken)
			.update() == 1;
	}

	boolean save(long id, Draft draft, String savedBy, long fencingToken) {
		return this.jdbc.sql("""
				update article set title = :title, text = :text, saved_by = :savedBy, saved_at = current_timestamp,
					published = false, fencing_token = :fencingToken
				where id = :id and fencing_token <= :fencingToken""")
			.param("id", id)
			.param("title", draft.title())
			.param("text", draft.text())
			.param("savedBy", savedBy)
			.param("fencingToken", fencingToken)
			.update() == 1;
	}

	int publish() {
		return this.jdbc.sql("update article set published = true where not published").update();
	}

	/**
	 * What an editor wants an article to be.
	 *
	 * @param title its title
	 * @param text its text
	 */
	record Draft(String title, String text) {

	}

}
