package io.github.locky.testing;

/**
 * Lets threads pass, or wait.
 */
final class Gate {

	private boolean open = true;

	synchronized void shut() {
		this.open = false;
	}

	synchronized void open() {
		this.open = true;
		notifyAll();
	}

	synchronized void pass() {
		try {
			while (!this.open) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
