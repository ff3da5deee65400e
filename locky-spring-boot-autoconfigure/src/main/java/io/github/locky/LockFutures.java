package io.github.locky;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Futures of calls. Who cancels one cancels the call, and so does a timeout, or whatever
 * else completes it before the call.
 */
final class LockFutures {

	private LockFutures() {
	}

	/**
	 * Make something of what came of a call.
	 * @param <R> the type of what came of it
	 * @param <T> the type of what is made
	 * @param call the call
	 * @param then makes it
	 * @param undo undoes what was made when nobody wants it any more
	 * @return completes with what was made
	 */
	static <R, T> CompletableFuture<T> map(CompletableFuture<R> call, Function<R, ? extends T> then,
			Consumer<? super T> undo) {
		CompletableFuture<T> mapped = new CompletableFuture<>();
		call.whenComplete((result, failure) -> {
			if (failure != null) {
				mapped.completeExceptionally(failure);
				return;
			}
			try {
				T value = then.apply(result);
				if (!mapped.complete(value)) {
					undo.accept(value);
				}
			}
			catch (RuntimeException | Error ex) {
				mapped.completeExceptionally(ex);
			}
		});
		mapped.whenComplete((value, failure) -> call.cancel(false));
		return mapped;
	}

}
