namespace Slimfront.Search.Recipes;

/// <summary>What kind of pipeline made a model, in a few words.</summary>
/// <param name="Label">"plain", "distilled", "via 2 assistants, pruned".</param>
/// <param name="IsPlain">Whether the model was only trained: what every compression is to be compared with.</param>
public sealed record PipelineKind(string Label, bool IsPlain)
{
    /// <summary>The kind of a model that was only trained.</summary>
    public static PipelineKind Plain { get; } = new("plain", IsPlain: true);
}
