using Slimfront.Search.Spaces;

namespace Slimfront.Search.Recipes;

/// <summary>A simpler recipe, which another one must beat to be worth its trouble.</summary>
/// <param name="Kind">What is simpler about it: "no-teacher", "random-criterion".</param>
/// <param name="Configuration">The other recipe's configuration but for that; a study's restrictions do not bind it.</param>
/// <param name="Plan">What it means.</param>
public sealed record Baseline(string Kind, Configuration Configuration, Plan Plan);
