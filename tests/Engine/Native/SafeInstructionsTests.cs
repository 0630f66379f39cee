using Slimfront.Engine.Native;

namespace Slimfront.Engine.Tests.Native;

public sealed class SafeInstructionsTests
{
    private const int Amd = 0x68747541;
    private const int Intel = 0x756e6547;

    // EPYC of Zen 5, EPYC of Zen 4, Xeon of Sapphire Rapids: CPUID leaf 1.
    [TestCase(Amd, 0x00B00F21, 26, "SSE41")]
    [TestCase(Amd, 0x00A10F11, 25, null)]
    [TestCase(Intel, 0x000806F8, 6, null)]
    public void Only_a_processor_that_was_seen_to_err_is_held_back(
        int vendor,
        int signature,
        int family,
        string? level
    )
    {
        Assert.That(SafeInstructions.FamilyOf(signature), Is.EqualTo(family));
        Assert.That(SafeInstructions.For(vendor, family), Is.EqualTo(level));
    }
}
