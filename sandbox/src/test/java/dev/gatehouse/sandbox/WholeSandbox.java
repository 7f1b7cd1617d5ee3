package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.Sandbox.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the whole sandbox on free ports, as {@link RunningSandbox} or as the {@link Sandbox.Settings} it was started with. It is
 * started for the first class that asks and stopped after the last one. Its state, logs among it, stays in the build directory until the
 * next run.
 */
final class WholeSandbox implements ParameterResolver {

    private record Started(Sandbox.Settings settings, RunningSandbox running) implements AutoCloseable {

        static Started now() {
            Path project = Path.of("..").toAbsolutePath().normalize();
            Sandbox.Settings settings = Sandbox.Settings.forTest(
                    project, project.resolve("sandbox/target/whole-sandbox"), EnumSet.allOf(Part.class));
            System.out.println("The whole sandbox, logs in " + settings.state().resolve("logs"));
            return new Started(settings, Sandbox.start(settings, System.out::println));
        }

        /** Stops everything and makes sure that nobody listens any more. */
        @Override
        public void close() {
            running.close();
            settings.ports().check(Duration.ZERO);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningSandbox.class || type == Sandbox.Settings.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Started started = context.getRoot()
                .getStore(Namespace.create(WholeSandbox.class))
                .computeIfAbsent(Started.class, key -> Started.now(), Started.class);
        return parameter.getParameter().getType() == RunningSandbox.class ? started.running() : started.settings();
    }
}
