package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code ./gatehouse demo} tells, as a test: the second telling finds the data of the first, as a second run of the demo does. */
@ExtendWith(WholeSandbox.class)
class StoryIT {

    private static final int STEPS = 10;

    @RepeatedTest(value = 2, name = "telling {currentRepetition} of {totalRepetitions} on the same data")
    void everyStepIsAsTold(RunningSandbox sandbox) throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try {
            Story.ofCreditDefault().play(sandbox, new PrintStream(told, true, StandardCharsets.UTF_8));
        } finally {
            System.out.println(told.toString(StandardCharsets.UTF_8));
        }
        assertThat(told.toString(StandardCharsets.UTF_8).lines().filter(line -> line.matches(" {3}\\(\\d+\\.\\d s\\)")))
                .hasSize(STEPS);
        assertThat(sandbox.death()).isNotDone();
    }
}
