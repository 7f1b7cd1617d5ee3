package dev.gatehouse.approval.payload;

import static dev.gatehouse.approval.payload.Bodies.DOCUMENT;
import static dev.gatehouse.approval.payload.Bodies.FRAME;
import static dev.gatehouse.approval.payload.Bodies.TENSORS;
import static dev.gatehouse.approval.payload.Bodies.binary;
import static dev.gatehouse.approval.payload.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.route.ModelSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreRowsTest {

    @Test
    void scoresOfTensorsComeFromTheColumnThatTheSignatureNames() throws Exception {
        String answer =
                "{'outputs':[{'name':'other','shape':[1],'data':['x']},{'name':'probability','shape':[2,2],'data':%s}]}";
        assertThat(ScoreRows.read(TENSORS, -1, json(answer.formatted("[0.9,0.1,0.2,0.8]"))))
                .containsExactly(0.1, 0.8);
        assertThat(ScoreRows.read(TENSORS, -1, json(answer.formatted("[[0.9,0.1],[0.2,0.8]]"))))
                .containsExactly(0.1, 0.8);
        String head =
                "{'outputs':[{'name':'probability','shape':[2,2],'datatype':'FP32','parameters':{'binary_data_size':16}}]}";
        assertThat(ScoreRows.read(TENSORS, head.length(), binary(head, 0.75f, 0.25f, 0.5f, 0.5f)))
                .containsExactly(0.25, 0.5);
        assertThatThrownBy(() -> ScoreRows.read(TENSORS, head.length(), binary(head, 0, 0, 0, Float.NaN)))
                .hasMessage("the score of row 1 is not a number in [0, 1]");
    }

    @Test
    void scoresOfAFrameAreNumbersListsOrFields() throws Exception {
        assertThat(ScoreRows.read(FRAME, -1, json("{'predictions':[[0.9,0.1],[0.2,0.8]]}")))
                .containsExactly(0.1, 0.8);
        ModelSignature number = Bodies.signature("'mlflow'", "{'features':['AGE']}", "{'kind':'number'}");
        assertThat(ScoreRows.read(number, -1, json("{'predictions':[0.1,1],'model':'x'}")))
                .containsExactly(0.1, 1);
        ModelSignature object = Bodies.signature("'mlflow'", "{'features':['AGE']}", "{'kind':'object','field':'p'}");
        assertThat(ScoreRows.read(object, -1, json("{'predictions':[{'p':0.3,'label':0}]}")))
                .containsExactly(0.3);
    }

    @Test
    void scoresOfADocumentAreWhereThePointersSay() throws Exception {
        assertThat(ScoreRows.read(DOCUMENT, -1, json("{'results':[{'probability':0.1},{'probability':0}]}")))
                .containsExactly(0.1, 0);
        assertThat(ScoreRows.read(DOCUMENT, -1, json("{'results':[]}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "TENSORS | {'outputs':{}} | no list of outputs",
                "TENSORS | {'outputs':[{'name':'probability','shape':[1,2],'data':[0.1,1.5]}]} | score of row 0",
                "TENSORS | {'outputs':[{'name':'probability','shape':[1,2],'data':[0.1,'0.9']}]} | score of row 0",
                "FRAME | {'predictions':{'0':[0.1]}} | no list predictions",
                "FRAME | {'predictions':[[0.1,0.2,0.7]]} | predictions[0] is not a list of 2",
                "FRAME | {'predictions':[0.1]} | predictions[0] is not a list of 2",
                "DOCUMENT | {'results':[{'probability':'0.1'}]} | score of row 0",
                "DOCUMENT | {'results':{'probability':0.1}} | no list at '/results'",
                "DOCUMENT | {'results':[{'probability':0.1,'probability':0.9}]} | Duplicate field",
            })
    void anAnswerThatCannotBeReadSaysWhy(String signature, String answer, String because) {
        ModelSignature by = signature.equals("TENSORS") ? TENSORS : signature.equals("FRAME") ? FRAME : DOCUMENT;
        assertThatThrownBy(() -> ScoreRows.read(by, -1, json(answer)))
                .isInstanceOf(UnreadablePayloadException.class)
                .hasMessageContaining(because);
    }
}
