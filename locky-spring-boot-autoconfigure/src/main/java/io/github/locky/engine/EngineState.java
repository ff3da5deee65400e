package io.github.locky.engine;

/**
 * Where an engine is in its life.
 */
public enum EngineState {

	/**
	 * It looks for its store. Locks can be taken, if the store answers.
	 */
	STARTING,

	/**
	 * It works.
	 */
	RUNNING,

	/**
	 * It locks nothing any more and releases what is left.
	 */
	DRAINING,

	/**
	 * It does nothing.
	 */
	STOPPED

}
