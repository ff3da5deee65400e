package io.github.locky.migration;

import io.github.locky.annotation.Locked;

/**
 * Has a method that was locked by lock4j before.
 */
class Orders {

	private final Runnable payment;

	Orders(Runnable payment) {
		this.payment = payment;
	}

	// snippet: lock4j
	@Locked(value = "order##{#id}", waitAtMost = "3s")
	void pay(long id) {
		this.payment.run();
	}
	// end

}
