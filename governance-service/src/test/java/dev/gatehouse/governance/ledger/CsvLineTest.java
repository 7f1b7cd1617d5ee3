package dev.gatehouse.governance.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvLineTest {

    @Test
    void valuesAreSeparatedAndQuotedWhereTheyMustBe() {
        assertThat(CsvLine.of("1", "a b", "a,b", "say \"so\"", "two\nlines", ""))
                .isEqualTo("1,a b,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\r\n");
    }

    @Test
    void noSpreadsheetTakesAValueForAFormula() {
        assertThat(CsvLine.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a=1", "1-1"))
                .isEqualTo("'=1+1,'+1,'-1,'@SUM(A1),'\t=1,\"'\r=1\",a=1,1-1\r\n");
    }

    @Test
    void aReadCellIsWhatWasWritten() {
        for (String value : new String[] {"", "a", "=1", "'", "'a", "'=1", "''-1", "@", "\t", "it's", "-"}) {
            assertThat(CsvLine.unescaped(CsvLine.of(value).replace("\r\n", ""))).isEqualTo(value);
        }
        assertThat(CsvLine.of("'=1")).isEqualTo("''=1\r\n");
    }
}
