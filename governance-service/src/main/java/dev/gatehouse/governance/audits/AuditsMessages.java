package dev.gatehouse.governance.audits;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/audits.properties}, and nothing else prints it. */
@MessageBundle("audits")
public interface AuditsMessages {
    String auditOf(String version);

    String version(String version);

    String theAuditIsBeingEnded();

    String thatYouAskedForItIs();

    String diagnosisOf(String version);

    String checkOfSplitsOf(String version);

    String itHasEnded();

    String itIsBeingEnded();

    String itWaitsForItsTurn();

    String atWorkDone(String stage, Integer percent);

    String atWork(String stage);

    String askedFor();

    String ended();

    String howMuchOfThisStepIs();

    String lookAgain();

    String cancelTheAudit();

    String itCameToNoReport(String error);

    String report();

    String reportPdf();

    String reportForReadersOutsidePdf();

    String reportJson();

    String reportWithEveryFigurePage();

    String reportCells(String reportDigest, String cellsDigest);

    String report2(String reportDigest);

    String notes();

    String theReportIsInTheForm();

    String charts();

    String whatDecides();

    String thePlanSetsNoLimitsSo();

    String groups();

    String by(String name);

    String numbersBehindTheChartsOfScores(String name);

    String scoresBy(String name);

    String group();

    String score();

    String rows();

    String meanScore();

    String shareOfPositiveLabelsInterval();

    String whatMovesTheScore();

    String reportedOnly();

    String comparisonsThatDecideNothing(int reported);

    String comparisonsThatDoNotDecide();

    String metric();

    String groupToReference();

    String valueInterval();

    String limit();

    String moreAreInTheReport(int more);

    String groupsComparedWithThePlansLimits();

    String importanceOfFeatures();

    String eachFeaturesValuesWereHandedTo(Object repeats, Object rows, Object metric, Object baseline);

    String dropByFeature();

    String dropOfWhenAFeatureIs(Object metric);

    String feature();

    String dropInterval();

    String singleRows();

    String whatEachFeatureAddsToThe();

    String score2(Object title, Object score);

    String meanScoreFitOfAddingUp(Object mean, Object fit);

    String meanScore2(Object mean);

    String whatFeaturesAddToTheScore(Object title);

    String value();

    String addsToTheScore();

    String withheld();

    String groupsBy(Object name);

    String moreChartsBy(Object charts, Object name);

    String figuresBy(Object name);

    String notCompared(Object remark);

    String intervalsAtCountedBy(Object rows, Object confidence, Object engine);

    String noLimit();

    String rowsJudgedIntervalsAtCountedBy(Object used, String leftOut, Object confidence, Object engine);

    String leftOut(Object rows, Object what);

    String runOnPlanReport(String runAt, String plan, String reportDigest);

    String allFigures();

    String runOnPlan(String runAt, String plan);

    String seeWhatElseWasCompared();

    String seeWhatMovesTheScore();

    String seeMoreCharts(Object charts);

    String theReportIsInTheFormOf(String downloadIt);

    String downloadIt();

    String chart(Object chart);

    String by2(Object attribute);

    String belowFourFifths();
}
