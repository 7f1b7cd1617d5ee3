package dev.gatehouse.governance;

import dev.gatehouse.approval.canonical.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * A small logistic model over {@code age} and {@code income}, and rows to audit it on: {@code fair} is a coin toss, {@code unfair}
 * follows income, so an audit over the one passes and over the other fails.
 */
final class TestModel {

    static final int ROWS = 6_000;

    final byte[] onnx;
    final String sha256;
    final byte[] rows;
    final String rowsSha256;
    final int scoreColumn;

    private static TestModel instance;

    static synchronized TestModel get() {
        if (instance == null) {
            instance = new TestModel();
        }
        return instance;
    }

    private TestModel() {
        Random random = new Random(3);
        LabelFactory labels = new LabelFactory();
        List<Example<Label>> examples = new ArrayList<>();
        StringBuilder csv = new StringBuilder("age,income,fair,unfair,label\n");
        for (int i = 0; i < ROWS; i++) {
            double age = random.nextDouble();
            double income = random.nextDouble();
            boolean defaults = 0.5 * age - 2 * income + random.nextGaussian() / 4 > -0.4;
            examples.add(new ArrayExample<>(
                    new Label(defaults ? "default" : "repay"),
                    List.of(new Feature("age", age), new Feature("income", income))));
            csv.append(String.format(
                    Locale.ROOT,
                    "%.6f,%.6f,%s,%s,%s%n",
                    age,
                    income,
                    random.nextBoolean() ? "a" : "b",
                    income > 0.3 ? "rich" : "poor",
                    defaults ? "default" : "repay"));
        }
        LinearSGDModel model = new LogisticRegressionTrainer()
                .train(new MutableDataset<>(
                        new ListDataSource<>(examples, labels, new SimpleDataSourceProvenance("rows", labels))));
        onnx = model.exportONNXModel("dev.gatehouse.test", 1).toByteArray();
        sha256 = Digest.of(onnx).hex();
        rows = csv.toString().getBytes(StandardCharsets.UTF_8);
        rowsSha256 = Digest.of(rows).hex();
        scoreColumn = model.getOutputIDInfo().getID(new Label("default"));
    }

    /** The version's signature as JSON. */
    String signature() {
        return """
                {"protocol":"oip-v2","input":{"name":"input","datatype":"FP32","features":["age","income"]},
                 "output":{"name":"output","datatype":"FP32","scoreColumn":%d,"columns":2},
                 "decision":{"threshold":"0.5","positive":"default","negative":"repay"}}""".formatted(scoreColumn);
    }

    /** An audit plan over one attribute, as strict as the house policy for HIGH. */
    static String plan(String attribute) {
        return """
                {"kind":"fairness","data":"held-out rows","label":{"column":"label","positive":"default"},
                 "decision":{"score":"score","threshold":0.5},"favourable":"negative","protected":["%s"],
                 "reference":"best","minimum_group":100,"confidence":0.95,"deciding":"single",
                 "limits":{"impact_ratio":{"min":0.8},"tpr_difference":{"max":0.1},"fpr_difference":{"max":0.1}}}""".formatted(attribute);
    }
}
