package io.github.locky.benchmarks.subject;

import java.util.UUID;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * {@code SET NX PX}, then a script that compares and deletes.
 */
final class RawLettuceSubject implements Subject {

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	private final String unlockScript;

	private final String owner = UUID.randomUUID().toString();

	RawLettuceSubject(int port) {
		this.client = RedisClient.create(RedisURI.create(Redis.HOST, port));
		this.commands = this.client.connect().sync();
		this.unlockScript = this.commands.scriptLoad(RawScriptsSubject.UNLOCK);
	}

	@Override
	public @Nullable Held tryLock(String resource) {
		String key = "lettuce:" + resource;
		String reply = this.commands.set(key, this.owner, SetArgs.Builder.nx().px(TTL.toMillis()));
		return (reply != null) ? () -> unlock(key) : null;
	}

	private void unlock(String key) {
		Long deleted = this.commands.evalsha(this.unlockScript, ScriptOutputType.INTEGER, new String[] { key },
				this.owner);
		Assert.state(deleted == 1, NOT_HELD);
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
