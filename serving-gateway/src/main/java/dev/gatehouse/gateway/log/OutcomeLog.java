package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A durable log of predictions in a directory that one process owns.
 *
 * <p>Appending takes two steps. {@link #reserve} admits a request before its model is called: it succeeds only while there is
 * written-out, zeroed space on disk for every admitted record, so a full disk closes the gate and never breaks an append.
 * {@link Reservation#append} hands the record to one writer thread, which writes and syncs records in groups and only then
 * reports them durable. After a failed write or sync the log stays failed until the process restarts, because the next sync of
 * the same file may claim success for pages that were lost.
 *
 * <p>Reading never passes the durable end. Safe for any number of threads.
 */
public final class OutcomeLog implements AutoCloseable {

    /** Told on the writer's thread what became of one record; must not block. */
    public interface Durability {
        /** The record is on disk. */
        void durable();

        /** The record may or may not be on disk, and the log takes no more. */
        void failed(IOException cause);
    }

    /** Largest signature that {@link #keepSignature} takes, bytes. */
    public static final int MAX_SIGNATURE_BYTES = 64 * 1024;

    private static final String LOCK_FILE = "lock";

    private final Path directory;
    private final LogSettings settings;
    private final LogKeys keys;
    private final FileChannel lockChannel;
    private final LogWriter writer;
    private final Recovery recovery;
    private final Signatures signatures;

    private OutcomeLog(
            Path directory,
            LogSettings settings,
            LogKeys keys,
            FileChannel lockChannel,
            LogWriter writer,
            Recovery recovery,
            Signatures signatures) {
        this.directory = directory;
        this.settings = settings;
        this.keys = keys;
        this.lockChannel = lockChannel;
        this.writer = writer;
        this.recovery = recovery;
        this.signatures = signatures;
    }

    /**
     * Opens or makes the log in a directory, recovers it, and starts its threads.
     *
     * @param keys keys to encrypt and decrypt with; {@link LogKeys#none()} for plain text
     * @param syncNanos told how long each sync took, in nanoseconds
     * @throws CorruptLogException when acknowledged records are damaged, or were encrypted with another key of the same id
     * @throws IOException when the directory cannot be used, another process has it, or a key that it was written with is missing
     */
    public static OutcomeLog open(Path directory, LogSettings settings, LogKeys keys, LongConsumer syncNanos)
            throws IOException {
        return open(directory, settings, keys, syncNanos, Segment::create);
    }

    static OutcomeLog open(
            Path directory, LogSettings settings, LogKeys keys, LongConsumer syncNanos, SegmentStock.Maker maker)
            throws IOException {
        makeDirectory(directory);
        FileChannel lockChannel =
                FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock(lockChannel, directory);
            Signatures signatures = new Signatures(directory.resolve("signatures"));
            Recovery.Opened opened = Recovery.open(directory, settings, keys);
            LogWriter writer = new LogWriter(directory, settings, keys, maker, opened, syncNanos);
            writer.start();
            return new OutcomeLog(directory, settings, keys, lockChannel, writer, opened.report(), signatures);
        } catch (IOException | RuntimeException e) {
            lockChannel.close();
            throw e;
        }
    }

    /** The directory, for its owner only where the file system knows owners: its files hold what callers sent. */
    private static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory.toAbsolutePath().getParent());
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectory(
                directory,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                        }
                        : new FileAttribute<?>[0]);
    }

    private static void lock(FileChannel channel, Path directory) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("this process has the outcome log in " + directory + " open already", e);
        }
        throw new IOException("another process has the outcome log in " + directory
                + ": stop it, or give this gateway a directory of its own");
    }

    /** What the start found. */
    public Recovery recovery() {
        return recovery;
    }

    /**
     * Admits one record of at most {@code recordBytes}, or nothing while the log is closed or full; {@link #refusalReason} then says
     * why. The reservation must be appended to or released.
     *
     * @throws IllegalArgumentException when {@code recordBytes} is over the settings' limit
     */
    public Optional<Reservation> reserve(int recordBytes) {
        if (recordBytes > settings.maxRecordBytes()) {
            throw new IllegalArgumentException(
                    "a record of " + recordBytes + " bytes; the limit is " + settings.maxRecordBytes());
        }
        int bytes = Frame.bytesFor(recordBytes + Frame.overhead(writer.keyId()));
        return writer.admit(bytes) ? Optional.of(new Reservation(writer, bytes)) : Optional.empty();
    }

    /** Why nothing at all is admitted: failed, closing, or short of disk. Empty while the log is open, be it full for a moment. */
    public Optional<String> closedReason() {
        return writer.closedReason();
    }

    /** Why {@link #reserve} admits no record at this moment: what closed the log, or what fills it. */
    public String refusalReason() {
        return writer.refusalReason();
    }

    /** Space that the log has and uses. */
    public LogSpace space() {
        return writer.space();
    }

    /** Id of the key that is written with; 0 when records are plain text. */
    public int activeKeyId() {
        return keys.active();
    }

    /** The failure that latched the log, if one did. */
    public Optional<IOException> failure() {
        return writer.failure();
    }

    /** Everything before this position is on disk. */
    public LogPosition durableEnd() {
        return writer.durableEnd();
    }

    /** Records reported durable since the start. */
    public long appendedRecords() {
        return writer.appendedRecords();
    }

    /** Bytes admitted and not yet durable or released. */
    public long pendingBytes() {
        return writer.pendingBytes();
    }

    /** The oldest position that can be read. */
    public LogPosition start() throws IOException {
        return LogPosition.startOf(Segment.numbersIn(directory).get(0));
    }

    /**
     * Records read from the log.
     *
     * @param records in the order they were written
     * @param next where to read on
     */
    public record Read(List<OutcomeRecord> records, LogPosition next) {
        public Read {
            records = List.copyOf(records);
        }
    }

    /**
     * Reads whole records from a position that {@link #start} or an earlier read gave, at most up to the durable end.
     *
     * @param maxBytes stop before this many bytes of frames, but read at least one record if there is one
     * @throws CorruptLogException when the position is not in the log, or bytes there are not as they were written
     */
    public Read read(LogPosition from, int maxBytes) throws IOException {
        LogPosition end = durableEnd();
        if (from.compareTo(end) > 0) {
            throw new CorruptLogException("position " + from + " is behind the durable end " + end + " of " + directory
                    + ": the position belongs to another log");
        }
        if (from.equals(end)) {
            return new Read(List.of(), from);
        }
        if (!Files.exists(Segment.fileOf(directory, from.segment()))) {
            throw new CorruptLogException("segment " + from.segment() + " is not in " + directory
                    + ": it was deleted before it was read, or the position belongs to another log");
        }
        try (Segment segment = Segment.openForReading(directory, from.segment())) {
            long limit = from.segment() == end.segment() ? end.offset() : Long.MAX_VALUE;
            int wanted = (int) Math.min(limit - from.offset(), maxBytes);
            ByteBuffer first = segment.read(from.offset(), Frame.HEADER_BYTES);
            if (first.remaining() == Frame.HEADER_BYTES) {
                wanted = Math.max(wanted, (int) Math.min(Frame.size(first, 0), limit - from.offset()));
            }
            return frames(segment, keys.cipher(segment), from, segment.read(from.offset(), wanted), limit);
        }
    }

    private static Read frames(Segment segment, SegmentCipher cipher, LogPosition from, ByteBuffer bytes, long limit)
            throws IOException {
        List<OutcomeRecord> records = new ArrayList<>();
        int at = 0;
        while (bytes.limit() - at >= Frame.HEADER_BYTES) {
            int size = Frame.size(bytes, at);
            long offset = from.offset() + at;
            if (size >= Frame.HEADER_BYTES && size > bytes.limit() - at && !records.isEmpty()) {
                break;
            }
            ByteBuffer frame = size >= Frame.HEADER_BYTES && size <= bytes.limit() - at ? bytes.slice(at, size) : null;
            if (frame == null || offset + size > limit || !Frame.isValidAt(frame, segment.salt(), offset)) {
                throw new CorruptLogException(
                        "the record at offset " + offset + " of " + segment.file() + " is damaged");
            }
            at += size;
            if (Frame.kind(frame, 0) == Frame.SEAL) {
                return new Read(records, LogPosition.startOf(segment.number() + 1));
            }
            if (Frame.keyId(frame, 0) != segment.keyId()) {
                throw new CorruptLogException("the record at offset " + offset + " of " + segment.file() + " names key "
                        + Frame.keyId(frame, 0) + " in a segment of key " + segment.keyId());
            }
            records.add(
                    OutcomeRecord.decode(cipher == null ? Frame.payload(frame, 0) : cipher.decrypt(frame, 0, offset)));
        }
        if (at == 0) {
            throw new CorruptLogException(segment.file() + " ends at offset " + from.offset() + " without its seal");
        }
        return new Read(records, new LogPosition(segment.number(), from.offset() + at));
    }

    /** Bytes of frames between a position and the durable end; what other segments hold is counted by their file sizes. */
    public long bytesAfter(LogPosition position) throws IOException {
        LogPosition end = durableEnd();
        if (position.compareTo(end) >= 0) {
            return 0;
        }
        if (position.segment() == end.segment()) {
            return end.offset() - position.offset();
        }
        long bytes = end.offset() - Segment.HEADER_BYTES;
        for (long number = position.segment(); number < end.segment(); number++) {
            Path file = Segment.fileOf(directory, number);
            bytes += Files.exists(file) ? Files.size(file) - Segment.HEADER_BYTES : 0;
        }
        return bytes - (position.offset() - Segment.HEADER_BYTES);
    }

    /** Deletes whole segments with a number below {@code segment}, never the one being written. Returns how many. */
    public int deleteBefore(long segment) throws IOException {
        return delete(segment, Instant.MAX);
    }

    /** Deletes those of {@link #deleteBefore} that were last written before an instant. Returns how many. */
    public int deleteBefore(long segment, Instant lastWritten) throws IOException {
        return delete(segment, lastWritten);
    }

    private int delete(long segment, Instant lastWritten) throws IOException {
        int deleted = 0;
        long current = durableEnd().segment();
        for (long number : Segment.numbersIn(directory)) {
            Path file = Segment.fileOf(directory, number);
            if (number >= segment
                    || number >= current
                    || !Files.getLastModifiedTime(file).toInstant().isBefore(lastWritten)) {
                break;
            }
            // The oldest first, and what belongs to it before it: nothing is left behind by a crash in between.
            for (Path torn : Segment.tornTailsOf(directory, number)) {
                Files.delete(torn);
            }
            Files.delete(file);
            deleted++;
        }
        return deleted;
    }

    /**
     * Keeps a version's signature beside the log, so that a record can be read for as long as it exists.
     *
     * @return its SHA-256, lower-case hex, to be named by {@link ServedVersion#signatureSha256}
     * @throws IllegalArgumentException when it is over {@link #MAX_SIGNATURE_BYTES}
     */
    public String keepSignature(byte[] signature) throws IOException {
        return signatures.keep(signature);
    }

    /** A kept signature, if there is one with that digest. */
    public Optional<byte[]> signature(String sha256) throws IOException {
        return signatures.find(sha256);
    }

    /** Takes no more, writes what was appended, and gives the directory back. */
    @Override
    public void close() throws IOException {
        writer.close();
        lockChannel.close();
    }
}
