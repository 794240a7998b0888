use super::*;

const VITEST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>
<testsuites name=\"vitest tests\" tests=\"4\" failures=\"1\" errors=\"0\" time=\"0.069\">
    <testsuite name=\"a.test.ts\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"0.013\">
        <testcase classname=\"a.test.ts\" name=\"a &gt; b\" time=\"0.001\">
        </testcase>
        <testcase classname=\"a.test.ts\" name=\"b\" time=\"0\">
            <skipped/>
        </testcase>
        <testcase classname=\"a.test.ts\" name=\"c\" time=\"0.001\">
            <failure message=\"expected 1 to be 2\" type=\"AssertionError\">
<![CDATA[</testcase><testcase name=\"not one\"/> 1 < 2 & 3]]>
            </failure>
        </testcase>
    </testsuite>
    <testsuite name=\"b.test.ts\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"0.05\">
        <testcase classname=\"b.test.ts\" name=\"x\" time=\"0.001\">
            <system-out><error/>running 1 test
test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 17 filtered out; finished in 0.00s
            </system-out>
            <flakyFailure type=\"test failure\">passed the second time</flakyFailure>
        </testcase>
    </testsuite>
</testsuites>
";

/// As node's runner has it: cases beside suites, and a suite's attributes without the suites inside it.
const MIXED: &str = "<testsuites>
\t<testcase name='a'/>
\t<testsuite name='d' tests='1' failures='0' skipped='0'>
\t\t<testcase name='e'/>
\t\t<testsuite name='f' tests='2' failures='1'>
\t\t\t<testcase name='g'><error type='x'/></testcase>
\t\t\t<testcase name='h' status='notrun'/>
\t\t</testsuite>
\t</testsuite>
</testsuites>";

#[test]
fn cases_of_suites_within_suites_are_counted() {
    table(
        "junit",
        &[
            (VITEST, both([1, 1, 0, 2], [2, 1, 1, 4])),
            (MIXED, both([2, 1, 0, 3], [2, 1, 1, 4])),
            (
                "<testsuite name='pytest' tests='2' failures='0' errors='1'><testcase name='a'/><testcase name='b'><error/></testcase></testsuite>",
                both([0, 1, 0, 1], [1, 1, 0, 2]),
            ),
            ("<testsuite><testcase name='a'><skipped/></testcase></testsuite>", both([0, 0, 1, 1], [0, 0, 1, 1])),
            ("<testsuite><testcase><skipped/><failure/></testcase></testsuite>", both([0, 1, 0, 1], [0, 1, 0, 1])),
            ("<testsuites tests='0'/>", both([0, 0, 0, 0], [0, 0, 0, 0])),
            (
                "<j:testsuite xmlns:j='urn:x'><j:testcase/></j:testsuite> <testsuite><testcase/></testsuite>",
                both([1, 0, 0, 1], [1, 0, 0, 1]),
            ),
        ],
    );
}

#[test]
fn attributes_count_where_no_case_is_listed() {
    table(
        "junit",
        &[
            (
                "<testsuites tests='9'><testsuite tests='4' failures='1' errors='1' skipped='1'/><testsuite tests='5'/></testsuites>",
                both([1, 1, 0, 2], [6, 2, 1, 9]),
            ),
            ("<testsuites tests='3' failures='0' disabled='1'></testsuites>", both([1, 0, 0, 1], [2, 0, 1, 3])),
        ],
    );
}

#[test]
fn what_a_suite_states_beyond_its_cases_counts_where_it_is_skipped() {
    table(
        "junit",
        &[
            // pytest with subtests.
            (
                "<testsuite tests='6' failures='0' errors='0' skipped='0'><testcase/><testcase/></testsuite>",
                both([1, 0, 0, 1], [2, 0, 0, 2]),
            ),
            // A report without the cases that were skipped.
            (
                "<testsuites tests='3' skipped='1'><testsuite tests='3' failures='0' skipped='1'><testcase/><testcase/>\
                 </testsuite></testsuites>",
                both([1, 0, 0, 1], [2, 0, 1, 3]),
            ),
        ],
    );
}

#[test]
fn several_reports_are_added_up() {
    assert_eq!(reads("junit", &format!("{VITEST}\n{VITEST}")), Ok(both([2, 2, 0, 4], [4, 2, 2, 8])));
}

#[test]
fn reports_that_are_cut_off_or_contradict_themselves_are_refused() {
    let cut = &VITEST[..VITEST.len() / 2];
    refused(
        "junit",
        &[
            (cut, "not complete"),
            ("<testsuite><testcase/>", "within an element"),
            ("<testsuite tests='2'><testcase/><testcase na", "within a tag"),
            ("<testsuite tests='1'><testcase/><testcase/></testsuite>", "other counts than the cases"),
            ("<testsuite tests='1' failures='1'><testcase/></testsuite>", "other counts than the cases"),
            ("<testsuite failures='0'><testcase><failure/></testcase></testsuite>", "other counts than the cases"),
            ("<testsuite tests='1' failures='2'/>", "more failed and skipped than tests"),
            ("<testsuite><testcase></testsuite>", "not well-formed"),
        ],
    );
}

#[test]
fn a_document_that_is_no_report_is_none() {
    is_nothing("junit", "<?xml version='1.0'?><coverage tests='3'><line/></coverage>");
    is_nothing("junit", "<testsuiterunner/>");
}
