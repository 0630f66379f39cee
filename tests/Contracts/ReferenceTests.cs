using Slimfront.Cli.Composing;

namespace Slimfront.Contracts.Tests;

public sealed class ReferenceTests
{
    // To approve: copy reference.received.md, which a failure leaves beside the test assembly, over docs/reference.md.
    [Test]
    public void The_reference_is_the_approved_one()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        var lines = ReferencePage.Lines(Composition.Load(plugins: null)).ToArray();
        File.WriteAllLines(Path.Combine(folder, "reference.received.md"), lines);
        Assert.That(lines, Is.EqualTo(File.ReadAllLines(Path.Combine(folder, "reference.md"))));
    }
}
