using System.Collections;
using System.Collections.Immutable;

namespace Slimfront.Search.Studies;

/// <summary>The trials of a study with the outcomes of the newest ones hidden; read when somebody looks.</summary>
/// <param name="trials">All of them.</param>
/// <param name="newest">The last number whose outcome may be seen.</param>
internal sealed class VisibleTrials(ImmutableList<Trial> trials, int newest) : IReadOnlyList<Trial>
{
    private Trial[]? _visible;

    /// <inheritdoc/>
    public int Count => trials.Count;

    private Trial[] Visible => _visible ??= [.. trials.Select(Show)];

    /// <inheritdoc/>
    public Trial this[int index] => Visible[index];

    /// <inheritdoc/>
    public IEnumerator<Trial> GetEnumerator() => Visible.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Trial Show(Trial trial) =>
        trial.Number.Value <= newest || trial.Outcome is null
            ? trial
            : trial with
            {
                Outcome = null,
                EndedAfter = 0,
            };
}
