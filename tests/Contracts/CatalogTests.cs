using Slimfront.Cli.Composing;

namespace Slimfront.Contracts.Tests;

public sealed class CatalogTests
{
    // To approve: copy catalog.received.txt, which a failure leaves beside the test assembly, over the approved file.
    [Test]
    public void The_catalog_is_the_approved_one()
    {
        var approved = Path.Combine(TestContext.CurrentContext.TestDirectory, "catalog.approved.txt");
        var lines = Composition.Load(plugins: null).Techniques().ToArray();
        File.WriteAllLines(
            Path.Combine(TestContext.CurrentContext.TestDirectory, "catalog.received.txt"),
            lines
        );
        Assert.That(lines, Is.EqualTo(File.ReadAllLines(approved)));
    }
}
