package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage is either a torn tail, and then a prefix of the records is read, or it is refused; it is never read as a record. */
class LogDamageTest {

    private static final int RECORDS = 6;
    private static final LogSettings SETTINGS = new LogSettings(4096, 512, Duration.ZERO, 0);
    private static final List<Integer> ALL = IntStream.range(0, RECORDS).boxed().toList();

    private Path directory;
    private Path segment;
    private byte[] intact;
    private int end;

    @BeforeEach
    void aSmallLog(@TempDir Path onDisk) throws Exception {
        // Thousands of recoveries: in memory where the system has such a file system, since no power is cut here.
        Path memory = Path.of("/dev/shm");
        directory = Files.isWritable(memory) ? Files.createTempDirectory(memory, "gatehouse-log") : onDisk;
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            for (int i = 0; i < RECORDS; i++) {
                TestLog.append(log, TestLog.numbered(i)).join();
            }
            assertThat(log.durableEnd().segment()).isEqualTo(1);
            end = (int) log.durableEnd().offset();
        }
        segment = Segment.fileOf(directory, 1);
        intact = Files.readAllBytes(segment);
        assertThat(end).isGreaterThan(RECORDS * 200);
    }

    @AfterEach
    void removed() throws Exception {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void everyTruncationLeavesAPrefixOrIsRefused() throws Exception {
        for (int length = 0; length < end; length++) {
            Files.write(segment, Arrays.copyOf(intact, length));
            if (length < Segment.HEADER_BYTES) {
                assertThatThrownBy(this::recover).isInstanceOf(CorruptLogException.class);
                continue;
            }
            List<Integer> read = recover();
            assertThat(read).as("truncated to %d", length).isEqualTo(ALL.subList(0, read.size()));
            assertThat(read).hasSize(wholeRecordsWithin(length));
        }
    }

    @Test
    void aBitFlipInAnyByteIsRefusedOrCutsOnlyTheLastRecord() throws Exception {
        int last = end - frameBytes(RECORDS - 1);
        for (int at = 0; at < end; at++) {
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(segment, damaged);
            if (at < last) {
                assertThatThrownBy(this::recover).as("byte %d", at).isInstanceOf(CorruptLogException.class);
            } else {
                assertThat(recover()).as("byte %d", at).isEqualTo(ALL.subList(0, RECORDS - 1));
            }
        }
    }

    /**
     * Every bit and every length of a log of a thousand records. Frames in front of the damage are the same bytes as before, so each
     * scan begins at the frame that is damaged.
     */
    @Test
    void everyBitFlipAndEveryTruncationOfAThousandRecordsIsFoundOrCutsOnlyTheLastBatch() throws Exception {
        Path folder = directory.resolve("thousand");
        LogSettings settings = new LogSettings(512 * 1024, 512, Duration.ZERO, 0);
        try (OutcomeLog log = TestLog.open(folder, settings)) {
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                waiting.add(TestLog.append(log, TestLog.brief(i)));
                if (i % 8 == 7) {
                    waiting.forEach(CompletableFuture::join);
                }
            }
            assertThat(log.durableEnd().segment()).isEqualTo(1);
            assertThat(TestLog.numbersIn(log)).hasSize(1000);
        }
        byte[] bytes = Files.readAllBytes(Segment.fileOf(folder, 1));
        long salt = ByteBuffer.wrap(bytes).getLong(24);
        int[] starts = new int[1001];
        starts[0] = Segment.HEADER_BYTES;
        for (int i = 0; i < 1000; i++) {
            assertThat(Frame.isValid(ByteBuffer.wrap(bytes), starts[i], salt)).isTrue();
            starts[i + 1] = starts[i] + Frame.size(ByteBuffer.wrap(bytes), starts[i]);
        }
        int lastBatch = Frame.batchOffset(ByteBuffer.wrap(bytes), starts[999]);
        assertThat(lastBatch).as("there are several batches").isGreaterThan(starts[1]);
        List<String> wrong = IntStream.range(0, 1000)
                .parallel()
                .mapToObj(
                        i -> damage(Arrays.copyOf(bytes, starts[1000] + 64), salt, starts[i], starts[i + 1], lastBatch))
                .filter(Objects::nonNull)
                .toList();
        assertThat(wrong).isEmpty();
    }

    /** Flips each bit of one frame, and cuts the log within it; says what was taken wrongly, or null. */
    private static String damage(byte[] bytes, long salt, int from, int to, int lastBatch) {
        ByteBuffer log = ByteBuffer.wrap(bytes);
        for (int bit = 0; bit < (to - from) * 8; bit++) {
            int at = from + bit / 8;
            bytes[at] ^= (byte) (1 << bit % 8);
            try {
                Recovery.Scan scan = Recovery.scan(log, salt, from);
                if (scan.end() != from || from < lastBatch) {
                    return "bit " + bit % 8 + " of byte " + at + ": frames end at " + scan.end() + ", not " + from;
                }
            } catch (Recovery.DamagedBefore e) {
                if (e.offset != from) {
                    return "bit " + bit % 8 + " of byte " + at + " is told to be at " + e.offset;
                }
            }
            bytes[at] ^= (byte) (1 << bit % 8);
        }
        for (int length = from; length < to; length++) {
            try {
                Recovery.Scan scan = Recovery.scan(log.slice(0, length), salt, from);
                if (scan.end() != from) {
                    return "cut to " + length + ": frames end at " + scan.end() + ", not " + from;
                }
            } catch (Recovery.DamagedBefore e) {
                return "cut to " + length + ": frames behind it";
            }
        }
        return null;
    }

    @Test
    void everyBitFlipOfASegmentsHeaderIsRefused() throws Exception {
        for (int bit = 0; bit < Segment.HEADER_BYTES * 8; bit++) {
            byte[] damaged = intact.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(segment, damaged);
            assertThatThrownBy(this::recover).as("bit %d", bit).isInstanceOf(CorruptLogException.class);
        }
    }

    @Test
    void aTornBatchWhoseLaterFramesReachedTheDiskIsDiscardedAsAWhole() throws Exception {
        int batchOffset = end;
        byte[] torn = intact.clone();
        int at = end;
        Segment opened = Segment.openForReading(directory, 1);
        for (int i = 0; i < 3; i++) {
            OutcomeRecord record = TestLog.numbered(100 + i);
            var frame = Frame.allocate(Frame.RECORD, record.encodedBytes());
            record.encode(frame);
            Frame.place(frame, opened.salt(), at, batchOffset, null);
            System.arraycopy(frame.array(), 0, torn, at, frame.capacity());
            if (i == 0) {
                torn[at + 40] ^= 1;
            }
            at += frame.capacity();
        }
        opened.close();
        Files.write(segment, torn);
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            assertThat(log.recovery().end()).isEqualTo(new LogPosition(1, end));
            assertThat(log.recovery().discardedBytes()).isBetween((long) at - end - 8, (long) at - end);
            assertThat(TestLog.numbersIn(log)).isEqualTo(ALL);
            assertThat(directory.resolve("0000000000000000001-" + end + ".torn"))
                    .exists();
            TestLog.append(log, TestLog.numbered(RECORDS)).join();
        }
        assertThat(recover()).hasSize(RECORDS + 1);
    }

    @Test
    void whatFollowsARecoveryIsAppendedBehindTheLastWholeRecord() throws Exception {
        Files.write(segment, Arrays.copyOf(intact, end - 20));
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            CompletableFuture<Void> done = TestLog.append(log, TestLog.numbered(50));
            done.join();
        }
        assertThat(recover()).containsExactly(0, 1, 2, 3, 4, 50);
        assertThat(Files.size(segment)).isEqualTo(SETTINGS.segmentBytes());
    }

    @Test
    void damageInAnEarlierSegmentIsFoundWhenItIsRead() throws Exception {
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            for (int i = RECORDS; i < 60; i++) {
                TestLog.appendPatiently(log, TestLog.numbered(i));
            }
        }
        byte[] sealed = Files.readAllBytes(segment);
        assertThat(sealed.length).as("space behind the seal is given back").isLessThan(SETTINGS.segmentBytes());
        sealed[1000] ^= 4;
        Files.write(segment, sealed);
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            assertThatThrownBy(() -> TestLog.numbersIn(log)).isInstanceOf(CorruptLogException.class);
        }
        sealed[1000] ^= 4;
        int cut = sealed.length - Frame.HEADER_BYTES;
        Files.write(segment, Arrays.copyOf(sealed, cut), StandardOpenOption.TRUNCATE_EXISTING);
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            assertThatThrownBy(() -> TestLog.numbersIn(log))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("without its seal");
        }
    }

    @Test
    void aMissingSegmentIsRefused() throws Exception {
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            for (int i = RECORDS; i < 60; i++) {
                TestLog.appendPatiently(log, TestLog.numbered(i));
            }
        }
        Files.delete(Segment.fileOf(directory, 2));
        assertThatThrownBy(this::recover)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("segment 2 is missing");
    }

    private static int frameBytes(int number) {
        return Frame.bytesFor(TestLog.numbered(number).encodedBytes());
    }

    private static int wholeRecordsWithin(int length) {
        int records = 0;
        for (int at = Segment.HEADER_BYTES + frameBytes(0); at <= length; at += frameBytes(records)) {
            records++;
        }
        return records;
    }

    private List<Integer> recover() throws IOException {
        try (OutcomeLog log = TestLog.open(directory, SETTINGS)) {
            return TestLog.numbersIn(log);
        }
    }
}
