namespace Slimfront.Actors.Tests.Fuzzing;

/// <summary>Bytes from anywhere are read or refused, in proportion to their length; bench/fuzz does millions.</summary>
public sealed class FuzzTests
{
    private const int Frames = 200_000;

    private static IEnumerable<string> Targets => FuzzTarget.All.Select(t => t.Name);

    [TestCaseSource(nameof(Targets))]
    public void Mutated_bytes_are_read_or_refused_and_nothing_else(string name)
    {
        var target = FuzzTarget.All.Single(t => t.Name == name);
        var mutator = new Mutator(1);

        for (var i = 0; i < Frames / FuzzTarget.All.Length; i++)
            if (target.Fault(mutator.Next(target.Good)) is { } fault)
                Assert.Fail($"Frame {i}: {fault}");
    }

    [TestCaseSource(nameof(Targets))]
    public void The_good_ones_are_read(string name)
    {
        var target = FuzzTarget.All.Single(t => t.Name == name);

        Assert.Multiple(() =>
        {
            foreach (var good in target.Good)
                Assert.That(() => target.Read(good), Throws.Nothing);
        });
    }
}
