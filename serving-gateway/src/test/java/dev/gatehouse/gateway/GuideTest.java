package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guide says what the code does: every refusal and every setting, with its status or default. */
class GuideTest {

    private final String guide = read(Path.of("..", "docs", "gateway.md"));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("the gateway's guide cannot be read", e);
        }
    }

    @Test
    void theTableOfRefusalsIsComplete() {
        for (Refusal.Code code : Refusal.Code.values()) {
            assertThat(guide).contains("| " + code.status() + " | `" + code.text() + "` |");
        }
    }

    @Test
    void everySettingIsThereWithItsDefault() {
        settings("gatehouse", GatewayConfig.class);
    }

    private void settings(String prefix, Class<?> type) {
        for (Method method : type.getMethods()) {
            String name =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getGenericReturnType() instanceof ParameterizedType named && named.getRawType() == Map.class) {
                settings(name + ".\"…\"", (Class<?>) named.getActualTypeArguments()[1]);
            } else if (method.getReturnType().getEnclosingClass() == GatewayConfig.class) {
                settings(name, method.getReturnType());
            } else if (method.isAnnotationPresent(WithDefault.class)) {
                assertThat(guide)
                        .contains("| `" + name + "` | `"
                                + method.getAnnotation(WithDefault.class).value() + "` |");
            } else {
                assertThat(guide).containsPattern("\\| `" + name + "` \\| (required|none) \\|");
            }
        }
    }
}
