package dev.gatehouse.governance.pages;

import io.quarkus.qute.Engine;
import io.quarkus.qute.EngineConfiguration;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionBlock;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import io.quarkus.qute.SingleResultNode;
import io.quarkus.qute.TemplateExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The section {@code {#say}}: a message with markup in the midst of its sentence, such as a link or a moment. The message knows the markup
 * only by name, so that a translation may put it elsewhere:
 *
 * <pre>{@code
 * {#say releases:by(slot:at,p.by)}{#at}{#moment p.at /}{/at}{/say}     by={at} by {by}
 * }</pre>
 *
 * The message is escaped as any text of a template is, arguments and all; after that each slot is exchanged for its block. A slot that a
 * message leaves out is not rendered.
 */
@EngineConfiguration
public class Say implements SectionHelperFactory<Say.Helper> {

    // Code points of private use, which no text of a page has a meaning for. An argument that has them anyway repeats a
    // block at most.
    private static final char BEGINS = '\uE000';
    private static final char ENDS = '\uE001';

    private static final String MESSAGE = "message";

    @Override
    public List<String> getDefaultAliases() {
        return List.of("say");
    }

    @Override
    public ParametersInfo getParameters() {
        return ParametersInfo.builder().addParameter(MESSAGE).build();
    }

    @Override
    public boolean treatUnknownSectionsAsBlocks() {
        return true;
    }

    @Override
    public Scope initializeBlock(Scope outerScope, BlockInfo block) {
        if (block.isMainBlock()) {
            block.addExpression(MESSAGE, block.getParameter(MESSAGE));
        }
        return outerScope;
    }

    @Override
    public Helper initialize(SectionInitContext context) {
        Map<String, SectionBlock> slots = new HashMap<>();
        for (SectionBlock block : context.getBlocks()) {
            slots.put(block.label, block);
        }
        return new Helper(context.getEngine(), context.getExpression(MESSAGE), slots);
    }

    /** Marks of slots, for arguments of messages. */
    static class Slots {

        private Slots() {}

        /** The mark of a slot: {@code slot:at} stands for the block {@code {#at}}. */
        @TemplateExtension(namespace = "slot", matchName = TemplateExtension.ANY)
        static String mark(String name) {
            return BEGINS + name + ENDS;
        }
    }

    static class Helper implements SectionHelper {

        private final Engine engine;
        private final Expression message;
        private final Map<String, SectionBlock> slots;

        Helper(Engine engine, Expression message, Map<String, SectionBlock> slots) {
            this.engine = engine;
            this.message = message;
            this.slots = slots;
        }

        @Override
        public CompletionStage<ResultNode> resolve(SectionResolutionContext context) {
            return context.evaluate(message).thenCompose(said -> parts(engine.mapResult(said, message), context));
        }

        private CompletionStage<ResultNode> parts(String said, SectionResolutionContext context) {
            List<CompletableFuture<ResultNode>> parts = new ArrayList<>();
            int done = 0;
            for (int begins = said.indexOf(BEGINS); begins >= 0; begins = said.indexOf(BEGINS, done)) {
                int ends = said.indexOf(ENDS, begins);
                SectionBlock slot = ends < 0 ? null : slots.get(said.substring(begins + 1, ends));
                if (slot == null) {
                    parts.add(text(said.substring(done, begins + 1)));
                    done = begins + 1;
                } else {
                    parts.add(text(said.substring(done, begins)));
                    parts.add(context.execute(slot, context.resolutionContext()).toCompletableFuture());
                    done = ends + 1;
                }
            }
            parts.add(text(said.substring(done)));
            return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                    .thenApply(all -> new Sentence(parts));
        }

        private static CompletableFuture<ResultNode> text(String escaped) {
            return CompletableFuture.completedFuture(new SingleResultNode(escaped));
        }
    }

    /** Text and blocks in their order, all of them there. */
    private static final class Sentence extends ResultNode {

        private final List<CompletableFuture<ResultNode>> parts;

        Sentence(List<CompletableFuture<ResultNode>> parts) {
            this.parts = parts;
        }

        @Override
        public void process(Consumer<String> out) {
            parts.forEach(part -> part.join().process(out));
        }
    }
}
