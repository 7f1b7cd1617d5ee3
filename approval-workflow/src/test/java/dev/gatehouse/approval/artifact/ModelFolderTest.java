package dev.gatehouse.approval.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final SignedModels ENGINEER = SignedModels.onP256();

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void layOut() throws IOException {
        folder = Files.createDirectories(temporary.resolve("model"));
        Files.createDirectories(folder.resolve("tokens/deep"));
        Files.writeString(folder.resolve("model.onnx"), "weights");
        Files.writeString(folder.resolve("tokens/words.txt"), "a b c");
        Files.writeString(folder.resolve("tokens/deep/more.txt"), "d e f");
    }

    private ModelManifest signed(ObjectNode statement) {
        return SignedModels.manifest(ModelSigning.verify(ENGINEER.sign(statement), ENGINEER.trusted("k")));
    }

    private ModelManifest signed() {
        return signed(SignedModels.statement(folder));
    }

    private List<String> differences(ModelManifest manifest) throws IOException {
        return ModelFolder.differences(folder, manifest, Set.of(), false);
    }

    @Test
    void theFolderThatWasSignedFits() throws IOException {
        assertThat(differences(signed())).isEmpty();
    }

    @Test
    void everyDifferenceIsNamed() throws IOException {
        ModelManifest manifest = signed();
        Files.writeString(folder.resolve("model.onnx"), "other weights");
        Files.delete(folder.resolve("tokens/words.txt"));
        Files.writeString(folder.resolve("tokens/new.txt"), "new");
        assertThat(differences(manifest))
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("'model.onnx' is changed"))
                .contains("'tokens/words.txt' is missing.", "'tokens/new.txt' was not signed.");
    }

    @Test
    void aFileThatIsNowCalledOtherwiseIsFoundThoughTheModelsDigestIsTheSame() throws IOException {
        ModelManifest manifest = signed();
        Files.move(folder.resolve("model.onnx"), folder.resolve("model.bin"));
        assertThat(signed().digest()).isEqualTo(manifest.digest());
        assertThat(signed().statement()).isNotEqualTo(manifest.statement());
        assertThat(differences(manifest)).contains("'model.onnx' is missing.", "'model.bin' was not signed.");
    }

    @Test
    void ignoredPathsAreWholePartsOfAPath() throws IOException {
        ModelManifest manifest = signed();
        Files.createDirectories(folder.resolve(".git/objects"));
        Files.writeString(folder.resolve(".git/objects/1"), "x");
        Files.writeString(folder.resolve(".gitignore"), "x");
        assertThat(ModelFolder.differences(folder, manifest, Set.of(".git"), false))
                .containsExactly("'.gitignore' was not signed.");
        assertThat(ModelFolder.differences(folder, manifest, Set.of(".git", ".gitignore"), false))
                .isEmpty();
    }

    @Test
    void aSignedFileIsHeldAgainstItsDigestEvenBelowAnIgnoredPath() throws IOException {
        ObjectNode statement = SignedModels.statement(folder);
        ((ObjectNode) statement.at("/predicate/serialization"))
                .putArray("ignore_paths")
                .add("tokens");
        ModelManifest manifest = signed(statement);
        assertThat(differences(manifest)).isEmpty();
        Files.writeString(folder.resolve("tokens/beside.txt"), "ignored");
        assertThat(differences(manifest)).isEmpty();
        Files.writeString(folder.resolve("tokens/words.txt"), "changed");
        assertThat(differences(manifest)).singleElement().asString().contains("'tokens/words.txt' is changed");
    }

    @Test
    void linksAreRefusedUnlessBothSidesAllowThemAndNeverLeadOut() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.txt"), folder.resolve("tokens/words.txt"));
        ObjectNode statement = SignedModels.statement(folder);
        assertThat(differences(signed(statement))).contains("'link.txt' is a symbolic link; links are not followed.");
        ((ObjectNode) statement.at("/predicate/serialization")).put("allow_symlinks", true);
        ModelManifest allowing = signed(statement);
        assertThat(differences(allowing)).contains("'link.txt' is a symbolic link; links are not followed.");
        assertThat(ModelFolder.differences(folder, allowing, Set.of(), true)).isEmpty();

        Path outside = Files.writeString(temporary.resolve("outside.txt"), "a b c");
        Files.delete(folder.resolve("link.txt"));
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        assertThat(ModelFolder.differences(folder, allowing, Set.of(), true))
                .contains("'link.txt' is a symbolic link to nothing, or out of the model's folder.");
    }

    @Test
    void aFolderIsNotASingleFileAndTheOtherWayRound() throws IOException {
        ModelManifest ofFolder = signed();
        assertThat(ModelFolder.differences(folder.resolve("model.onnx"), ofFolder, Set.of(), false))
                .containsExactly("The signature is of a folder, not of a single file.");
    }
}
