using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>A finished model of a run.</summary>
/// <param name="Name">"trial-26" or "teacher".</param>
/// <param name="Trial">Its trial.</param>
/// <param name="Artifact">Its file.</param>
public sealed record PickedModel(string Name, Trial Trial, ArtifactId Artifact);
