import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Holds each PDF against PDF/A-3a and PDF/UA-1 with the veraPDF core. Exit 1 when one fails or cannot be read. */
public class Validate {
  private static final String PROFILES = "/org/verapdf/pdfa/validation/";
  private static final int FAILURES_SHOWN = 100;

  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean sound = files.length > 0;
    for (String file : files) {
      sound &= holds(file, "3a", "PDFA-3A.xml");
      sound &= holds(file, "ua1", "PDFUA-1.xml");
    }
    System.exit(sound ? 0 : 1);
  }

  private static boolean holds(String file, String name, String resource) {
    PDFAFlavour flavour = PDFAFlavour.fromString(name);
    try (InputStream content = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(profile(resource), FAILURES_SHOWN, true, false, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.printf(
          "%s  %s  %s  (%d checks)%n",
          result.isCompliant() ? "pass" : "FAIL", flavour, file, result.getTotalAssertions());
      failures(result).forEach((rule, count) -> System.out.printf("      %dx %s%n", count, rule));
      return result.isCompliant() && result.getTotalAssertions() > 0;
    } catch (Exception problem) {
      System.out.printf("FAIL  %s  %s  %s%n", flavour, file, problem);
      return false;
    }
  }

  /** Read by hand: the library scans folders for its profiles, which does not work inside one jar. */
  private static ValidationProfile profile(String resource) throws Exception {
    try (InputStream xml = PDFAFlavour.class.getResourceAsStream(PROFILES + resource)) {
      return Profiles.profileFromXml(xml);
    }
  }

  private static Map<String, Integer> failures(ValidationResult result) {
    Map<String, Integer> found = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String rule =
            assertion.getRuleId().getClause() + "#" + assertion.getRuleId().getTestNumber()
                + " " + assertion.getMessage();
        found.merge(rule, 1, Integer::sum);
      }
    }
    return found;
  }
}
