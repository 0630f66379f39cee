using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

/// <summary>A sampler that tells what it was shown.</summary>
internal sealed class Spy(Action<StudySnapshot, TrialNumber> look) : ISampler
{
    public Configuration Suggest(StudySnapshot history, TrialNumber number, int draw, Random random)
    {
        look(history, number);
        return history.Space.Draw(random);
    }
}
