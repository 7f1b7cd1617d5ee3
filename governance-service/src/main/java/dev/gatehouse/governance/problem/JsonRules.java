package dev.gatehouse.governance.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What JSON this API takes: strict (a doubled key, a trailing token or a number sent as text is an error) and of bounded size. */
@Singleton
class JsonRules implements ObjectMapperCustomizer {

    /** Deepest nesting of a JSON body. */
    static final int MAX_DEPTH = 64;

    /** Longest text in a JSON body, characters. */
    static final int MAX_TEXT_CHARS = 1_000_000;

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_TEXT_CHARS)
                        .build());
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
    }

    /** Refuses a JSON body over {@value #MAX_JSON_BYTES} bytes, also one that does not say its length. */
    @Provider
    static class SizeLimit implements ReaderInterceptor {

        static final int MAX_JSON_BYTES = 2 * 1024 * 1024;

        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            var type = context.getMediaType();
            if (type != null && type.getSubtype().endsWith("json")) {
                context.setInputStream(new Bounded(context.getInputStream()));
            }
            return context.proceed();
        }

        private static final class Bounded extends FilterInputStream {
            private long read;

            Bounded(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                int b = in.read();
                count(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = in.read(buffer, offset, length);
                count(Math.max(n, 0));
                return n;
            }

            private void count(int bytes) {
                read += bytes;
                if (read > MAX_JSON_BYTES) {
                    throw new ProblemException(
                            ProblemType.BODY_TOO_LARGE, "A JSON body may have at most " + MAX_JSON_BYTES + " bytes.");
                }
            }
        }
    }
}
