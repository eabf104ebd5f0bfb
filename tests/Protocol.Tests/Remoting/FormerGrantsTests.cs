using ActorServer.Protocol.Inbound;

namespace ActorServer.Protocol.Tests.Remoting;

public class FormerGrantsTests
{
    private const string Path = "/user/connections/c-1";

    private readonly FormerGrants _former = new();

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(64 * 1024)]
    public void No_more_is_late_than_a_handler_writes_before_it_waits(int bytes)
    {
        _former.Add(Path);
        var late = 0;
        while (_former.MayBeLate(Path, bytes))
            late++;
        Assert.InRange(late, 1, FormerGrants.Allowance / 16);
        Assert.InRange((long)late * bytes, 1, 2 * FormerGrants.Allowance);
        Assert.False(_former.MayBeLate(Path, bytes));
    }

    [Fact]
    public void A_message_longer_than_any_that_may_be_written_is_not_late()
    {
        _former.Add(Path);
        Assert.False(_former.MayBeLate(Path, int.MaxValue));
    }

    [Fact]
    public void Each_path_that_was_given_up_counts_for_itself_with_what_is_below_it()
    {
        _former.Add(Path);
        _former.Add(Path + "0");
        while (_former.MayBeLate(Path + "/below", 1_000))
        {
        }

        Assert.False(_former.MayBeLate(Path, 1_000));
        Assert.True(_former.MayBeLate(Path + "0", 1_000));
        Assert.False(_former.MayBeLate(Path + "1", 1));
    }

    [Fact]
    public void Those_given_up_long_ago_are_forgotten()
    {
        for (var number = 0; number <= FormerGrants.Most; number++)
            _former.Add($"/user/{number}");
        Assert.False(_former.MayBeLate("/user/0", 1));
        Assert.True(_former.MayBeLate("/user/1", 1));
    }
}
