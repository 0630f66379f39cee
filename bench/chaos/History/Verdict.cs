namespace Slimfront.Chaos.Bench.History;

/// <summary>What a history shows: figures, and every promise that it breaks.</summary>
internal sealed record Verdict(IReadOnlyList<string> Figures, IReadOnlyList<string> Broken)
{
    public bool IsGood => Broken.Count == 0;

    public override string ToString() =>
        string.Join(
            Environment.NewLine,
            [
                .. Figures.Select(f => "  " + f),
                .. Broken.Select(b => "  BROKEN: " + b),
                IsGood ? "  passed" : "  FAILED",
            ]
        );
}
