using Slimfront.Actors.Feeds;
using Slimfront.Chaos.Bench.History;
using Slimfront.Chaos.Bench.Processes;
using Slimfront.Search;

namespace Slimfront.Chaos.Bench.Modes;

/// <summary>Watches how far the stages of a study are: within an attempt no step is done twice.</summary>
internal sealed class Progress(Ensemble ensemble, string study)
{
    private readonly Dictionary<string, SlotView> _last = new(StringComparer.Ordinal);
    private readonly List<string> _broken = [];
    private int _looks;
    private int _forward;

    public async Task<Verdict> WatchAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                Look(await ensemble.AskAsync(c => c.ViewAsync(over), TimeSpan.Zero));
            }
            catch (Exception e) when (e is UserErrorException or OperationCanceledException)
            {
                // No coordinator just now.
            }

            await Task.Delay(1000, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return new(
            [$"{_last.Count} long stages looked at {_looks} times: forward {_forward} times, never back"],
            _broken
        );
    }

    private void Look(NodeView view)
    {
        foreach (var slot in view.Slots.Where(s => s.Study == study && s.Stage is not null))
        {
            _looks++;
            if (_last.TryGetValue(slot.Stage!, out var last))
            {
                if (slot.Attempt != last.Attempt)
                    _broken.Add(
                        $"stage {slot.Stage![..8]} went from attempt {last.Attempt} to {slot.Attempt}"
                    );
                if (slot.Fraction < last.Fraction)
                    _broken.Add($"stage {slot.Stage![..8]} went back from '{last.Text}' to '{slot.Text}'");
                _forward += slot.Fraction > last.Fraction ? 1 : 0;
            }

            _last[slot.Stage!] = slot;
        }
    }
}
