using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

public sealed class LabelsTests
{
    [Test]
    public void Labels_are_equal_whatever_their_order()
    {
        Assert.That(Labels.Parse("rack=7, gpu=a100"), Is.EqualTo(Labels.Parse("gpu=a100,rack=7")));
        Assert.That($"{Labels.Parse("rack=7,gpu=a100")}", Is.EqualTo("gpu=a100,rack=7"));
        Assert.That($"{Labels.None}", Is.Empty);
    }

    [TestCase("gpu=a100,rack=7", "gpu=a100", true)]
    [TestCase("gpu=a100", "", true)]
    [TestCase("gpu=a100", "gpu=h100", false)]
    [TestCase("gpu=a100", "gpu=a100,rack=7", false)]
    [TestCase("", "gpu=a100", false)]
    public void A_slot_has_what_is_asked_or_not(string has, string asked, bool expected)
    {
        Assert.That(Labels.Parse(has).Include(Labels.Parse(asked)), Is.EqualTo(expected));
    }

    [TestCase("gpu")]
    [TestCase("=a100")]
    [TestCase("gpu=a 100")]
    [TestCase("gpu=\"")]
    public void Anything_else_is_refused(string text)
    {
        Assert.That(() => Labels.Parse(text), Throws.TypeOf<UserErrorException>());
    }
}
