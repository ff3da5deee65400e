package io.github.locky.annotation;

import io.github.locky.testing.RedisServer;
import io.github.locky.testing.RedisTest;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the annotation is found, and through which proxies it works.
 */
@RedisTest
class LockedProxyTests {

	private final RedisServer redis;

	private final ApplicationContextRunner application;

	LockedProxyTests(RedisServer redis) {
		this.redis = redis;
		this.application = LockedApplication.on(redis);
	}

	@Test
	void annotationOnAMethodOfAnInterfaceWorksOnAClassBasedProxy() {
		this.application.withBean(Editor.class, () -> new QuietEditor(this::holder)).run((context) -> {
			Editor editor = context.getBean(Editor.class);
			assertThat(AopUtils.isCglibProxy(editor)).isTrue();
			assertThat(editor.edit(1)).isNotNull();
		});
	}

	@Test
	void annotationOnAMethodOfAnInterfaceWorksOnAnInterfaceBasedProxy() {
		this.application.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean(Editor.class, () -> new QuietEditor(this::holder))
			.run((context) -> {
				Editor editor = context.getBean(Editor.class);
				assertThat(AopUtils.isJdkDynamicProxy(editor)).isTrue();
				assertThat(editor.edit(1)).isNotNull();
			});
	}

	@Test
	void annotationWorksOnWhatAFactoryMakes() {
		this.application.withBean(EditorFactory.class, () -> new EditorFactory(new QuietEditor(this::holder)))
			.run((context) -> assertThat(context.getBean(Editor.class).edit(1)).isNotNull());
	}

	@Test
	void annotationOnATypeIsMeantForItsPublicMethods() {
		this.application.withBean(BusyEditor.class, () -> new BusyEditor(this::holder)).run((context) -> {
			BusyEditor editor = context.getBean(BusyEditor.class);
			assertThat(editor.byType()).isEqualTo("by-type");
			assertThat(editor.byMethod()).isEqualTo("by-method");
			assertThat(editor.notPublic()).isNull();
		});
	}

	@Test
	void callWithinTheSameObjectIsNotIntercepted() {
		this.application.withBean(QuietEditor.class, () -> new QuietEditor(this::holder))
			.run((context) -> assertThat(context.getBean(QuietEditor.class).editItself()).isNull());
	}

	@Test
	void beansWithoutTheAnnotationAreLeftAlone() {
		this.application.withBean("text", Object.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean("text"))).isFalse());
	}

	private @Nullable String holder() {
		return (String) this.redis.command("GET", LockedApplication.PREFIX + "article:1");
	}

	/**
	 * Tells who holds the article.
	 */
	interface Holder {

		@Nullable String get();

	}

	/**
	 * Annotated in the interface.
	 */
	interface Editor {

		@Locked("article:#{#number}")
		@Nullable String edit(int number);

	}

	/**
	 * Not annotated itself.
	 */
	static class QuietEditor implements Editor {

		private final Holder holder;

		QuietEditor(Holder holder) {
			this.holder = holder;
		}

		@Override
		public @Nullable String edit(int number) {
			return this.holder.get();
		}

		@Nullable String editItself() {
			return edit(1);
		}

	}

	/**
	 * Annotated as a whole.
	 */
	@Locked(value = "article:1", locker = "by-type")
	public static class BusyEditor {

		private final Holder holder;

		BusyEditor(Holder holder) {
			this.holder = holder;
		}

		public @Nullable String byType() {
			return this.holder.get();
		}

		@Locked(value = "article:1", locker = "by-method")
		public @Nullable String byMethod() {
			return this.holder.get();
		}

		@Nullable String notPublic() {
			return this.holder.get();
		}

	}

	/**
	 * Makes proxies, as repositories are made.
	 */
	static class EditorFactory implements FactoryBean<Editor> {

		private final Editor target;

		EditorFactory(Editor target) {
			this.target = target;
		}

		@Override
		public Editor getObject() {
			ProxyFactory factory = new ProxyFactory(Editor.class,
					(MethodInterceptor) (invocation) -> this.target.edit((Integer) invocation.getArguments()[0]));
			return (Editor) factory.getProxy();
		}

		@Override
		public Class<?> getObjectType() {
			return Editor.class;
		}

	}

}
