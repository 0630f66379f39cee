using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>Says once that a study's stages ran on machines whose arithmetic may differ.</summary>
internal sealed class UnlikeMachines
{
    private int _said = 1;

    /// <summary>One line when there is one more kind of machine than was said; else null.</summary>
    public string? Line(Study study)
    {
        if (study.Environments.Count <= _said)
            return null;
        _said = study.Environments.Count;
        return "note: stages ran on unlike machines, so the front may differ from that of one machine: "
            + string.Join("; ", study.Environments);
    }
}
