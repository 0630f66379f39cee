using Slimfront.Actors.Http;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Http;

public sealed class ClusterClientTests : HttpFixture
{
    [Test]
    public async Task A_client_is_sent_on_to_the_coordinator_s_node_with_its_token_and_body()
    {
        var (far, near) = (await StartAsync(), await StartAsync());
        Serve(far);
        Serve(near, coordinator: far);
        using var client = new ClusterClient(near.Address, Token);

        Assert.That(
            await client.SubmitAsync(new StudySpec { Name = "mine" }, CancellationToken.None),
            Is.EqualTo("begun: mine")
        );
        Assert.That(
            await client.StopAsync("mine", "enough", CancellationToken.None),
            Is.EqualTo("stopping mine: enough")
        );
        Assert.That(
            await client.PauseAsync("mine", "lunch", CancellationToken.None),
            Is.EqualTo("pausing mine: lunch")
        );
        Assert.That(
            await client.ContinueAsync("mine", "", CancellationToken.None),
            Is.EqualTo("continuing mine: continued by a client")
        );
    }

    [Test]
    public async Task What_the_coordinator_rejects_is_the_user_s_error()
    {
        using var client = await ClientAsync();

        Assert.That(
            () => client.SubmitAsync(new StudySpec { Name = "bad" }, CancellationToken.None),
            Throws.TypeOf<UserErrorException>().With.Message.EqualTo("no study may be called bad")
        );
    }

    [Test]
    public async Task An_unknown_study_is_answered_with_those_there_are()
    {
        using var client = await ClientAsync();

        Assert.That(
            async () => await client.ReadAsync("other"),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.EqualTo("No study is called 'other'. There are: mine.")
        );
    }

    [Test]
    public async Task The_view_shows_slots_and_studies()
    {
        using var client = await ClientAsync();
        var view = await client.ViewAsync(CancellationToken.None);
        var study = (await client.StudiesAsync(CancellationToken.None)).Single();

        Assert.That(view.Epoch, Is.EqualTo(3));
        Assert.That(view.Slots.Single().Slot, Is.EqualTo("here:4053/0-a1"));
        Assert.That(view.Slots.Single().Unfit, Is.EqualTo("draining"));
        Assert.That((study.Name, study.Phase, study.Events), Is.EqualTo(("mine", "searching", 2)));
    }

    [Test]
    public async Task An_artifact_is_fetched_by_a_client_from_the_node_that_has_it()
    {
        var service = await StartAsync();
        Serve(service);
        var artifact = Store!.Adopt(Folder.Write("new", "0123456789")).Artifact;
        using var client = new ClusterClient(service.Address, Token);
        await client.FetchArtifactAsync(artifact, Folder["model"], CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(Folder["model"]), Is.EqualTo("0123456789"));
        Assert.That(
            () =>
                client.FetchArtifactAsync(
                    new ArtifactId(new('0', 64)),
                    Folder["none"],
                    CancellationToken.None
                ),
            Throws.TypeOf<UserErrorException>()
        );
        Assert.That(File.Exists(Folder["none.partial"]), Is.False);
    }

    [Test]
    public async Task A_client_given_a_node_that_died_asks_another()
    {
        var service = await StartAsync();
        Serve(service);
        using var client = new ClusterClient([new Uri("http://127.0.0.1:1"), service.Address], Token);

        Assert.That((await client.ViewAsync(CancellationToken.None)).Epoch, Is.EqualTo(3));
    }

    [Test]
    public async Task A_client_waits_for_a_coordinator_that_is_not_there_yet()
    {
        var service = await StartAsync();
        using var client = new ClusterClient(service.Address, Token);
        var view = client.ViewAsync(CancellationToken.None);
        Serve(service);

        Assert.That((await view).Epoch, Is.EqualTo(3));
    }

    [Test]
    public async Task A_client_outlasts_the_silence_of_a_cluster_it_knows()
    {
        var first = await StartAsync();
        Serve(first);
        using var client = new ClusterClient(first.Address, Token);
        await client.ViewAsync(CancellationToken.None);
        await first.DisposeAsync();
        var silent = client.ViewAsync(CancellationToken.None);
        var again = await StartAsync(port: first.Address.Port);
        Serve(again);

        Assert.That((await silent).Epoch, Is.EqualTo(3));
    }

    [Test]
    public void A_node_that_is_not_there_is_one_clear_line()
    {
        using var client = new ClusterClient(new Uri("http://127.0.0.1:1"), Token);

        Assert.That(
            () => client.ViewAsync(CancellationToken.None),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.StartsWith("No node answers at http://127.0.0.1:1")
        );
    }
}
