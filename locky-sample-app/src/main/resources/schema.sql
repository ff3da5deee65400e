create table if not exists article (
	id bigint primary key,
	title varchar(200) not null,
	text varchar(20000) not null,
	saved_by varchar(200) not null,
	saved_at timestamp with time zone default current_timestamp not null,
	published boolean default true not null,
	fencing_token bigint default 0 not null
);
