package io.github.locky.recipes;

import io.github.locky.annotation.Locked;

/**
 * A locked method in an application with tenants.
 */
class TenantArticles {

	private final Runnable work;

	TenantArticles(Runnable work) {
		this.work = work;
	}

	// snippet: tenantMethod
	@Locked("#{@tenantLocks.resource('article:' + #id)}")
	void publish(long id) {
		this.work.run();
	}
	// end

}
