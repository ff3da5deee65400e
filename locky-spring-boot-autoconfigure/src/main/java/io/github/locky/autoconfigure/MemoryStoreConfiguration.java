package io.github.locky.autoconfigure;

import io.github.locky.store.LockStore;
import io.github.locky.store.OneLineLog;
import io.github.locky.store.memory.MemoryDatabase;
import io.github.locky.store.memory.MemoryLockStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Locks in memory: in the {@link MemoryDatabase} among the beans, else in the one that
 * all applications in this virtual machine share whose keys have the same prefix.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "locky.store", havingValue = "memory")
class MemoryStoreConfiguration {

	private static final OneLineLog logger = OneLineLog.of(MemoryStoreConfiguration.class);

	// The engine closes it
	@Bean(destroyMethod = "")
	LockStore lockyLockStore(LockyProperties properties, ObjectProvider<MemoryDatabase> databases) {
		LockyPropertiesValidator.validate(properties);
		logger.warn("Locks are kept in memory and end at this virtual machine, as 'locky.store' is 'memory': "
				+ "other processes can lock the same");
		long journalLength = properties.events().journalLength();
		MemoryDatabase database = databases.getIfAvailable();
		logger.info("Locky keeps locks in its memory, in "
				+ ((database != null) ? "the MemoryDatabase of the application"
						: "the database of the key prefix '" + properties.keyPrefix() + "'")
				+ "; events are " + ((properties.events().enabled()) ? "on" : "off"));
		return (database != null) ? new MemoryLockStore(database, journalLength)
				: MemoryLockStore.named(properties.keyPrefix(), journalLength);
	}

}
