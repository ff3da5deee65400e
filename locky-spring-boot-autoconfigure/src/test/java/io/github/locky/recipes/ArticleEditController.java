package io.github.locky.recipes;

import java.security.Principal;
import java.time.Duration;

import io.github.locky.LockAttempt;
import io.github.locky.LockRequest;
import io.github.locky.LockyOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An article is locked while an editor has it open in a browser.
 */
// snippet: edit
@RestController
@RequestMapping("/articles/{id}")
class ArticleEditController {

	private final LockyOperations locky;

	private final JdbcClient jdbc;

	ArticleEditController(LockyOperations locky, JdbcClient jdbc) {
		this.locky = locky;
		this.jdbc = jdbc;
	}

	@PostMapping("/lock")
	ResponseEntity<EditLock> open(@PathVariable long id, Principal editor) {
		LockAttempt attempt = this.locky
			.attempt(LockRequest.of("article:" + id, editor.getName()).ttl(Duration.ofMinutes(1)).reentrant());
		if (!attempt.granted()) {
			return ResponseEntity.status(HttpStatus.LOCKED).body(new EditLock(attempt.lock().locker(), null));
		}
		long token = attempt.lock().fencingToken();
		this.jdbc.sql("UPDATE article SET fence = ? WHERE id = ? AND fence <= ?").params(token, id, token).update();
		return ResponseEntity.ok(new EditLock(editor.getName(), Long.toString(token)));
	}

	@PutMapping("/lock/{token}")
	ResponseEntity<Void> heartBeat(@PathVariable long id, @PathVariable long token, Principal editor) {
		return answer(this.locky.refresh("article:" + id, editor.getName(), token));
	}

	@PutMapping("/text/{token}")
	ResponseEntity<Void> save(@PathVariable long id, @PathVariable long token, @RequestBody String text,
			Principal editor) {
		return answer(this.locky.refresh("article:" + id, editor.getName(), token)
				&& this.jdbc.sql("UPDATE article SET text = ?, fence = ? WHERE id = ? AND fence <= ?")
					.params(text, token, id, token)
					.update() == 1);
	}

	@DeleteMapping("/lock/{token}")
	ResponseEntity<Void> close(@PathVariable long id, @PathVariable long token, Principal editor) {
		return answer(this.locky.unlock("article:" + id, editor.getName(), token));
	}

	private static ResponseEntity<Void> answer(boolean held) {
		return ResponseEntity.status((held) ? HttpStatus.NO_CONTENT : HttpStatus.GONE).build();
	}

	record EditLock(String editor, @Nullable String token) {
	}

}
// end
