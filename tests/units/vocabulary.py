"""What names of Vietnamese unions are made of. Companies and communes are invented from common parts;
schools bear the names of historic figures, as they do everywhere."""

PROVINCES = (
    ("Ninh Bình", "NB"), ("Thanh Hóa", "TH"), ("Gia Lai", "GL"), ("Vĩnh Long", "VL"), ("Đồng Nai", "DN"),
    ("Bắc Ninh", "BN"),
)  # fmt: skip
OLD_PROVINCES = {
    "Ninh Bình": ("Hà Nam", "Nam Định"),
    "Gia Lai": ("Bình Định",),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "Đồng Nai": ("Bình Phước",),
    "Bắc Ninh": ("Bắc Giang",),
}
PLACE_FIRST = str.split(
    "Yên Phú An Bình Vĩnh Tân Hòa Long Thạnh Phước Kim Gia Đông Tây Nam Mỹ Hưng Thọ Quảng Hải Xuân "
    "Nghĩa Trung Đại Cẩm Ngọc Hà Thiệu Ba Sơn"
)
PLACE_SECOND = str.split(
    "Khánh Sơn Hòa Thịnh Lộc Định Thành Phong Lạc Ninh Hải Trị Dương Lâm Điền Thủy Phú Mô Thắng Lợi "
    "Tiến Quang Châu Giang Trạch Xuyên Hưng Lĩnh Nhơn Trường"
)
DISTRICTS = (
    "Hoa Lư", "Kim Sơn", "Nho Quan", "Gia Viễn", "Yên Mô", "Thọ Xuân", "Hoằng Hóa", "Nông Cống", "Tĩnh Gia",
    "Quảng Xương", "Tuy Phước", "Phù Cát", "Hoài Nhơn", "An Nhơn", "Ba Tri", "Mỏ Cày", "Giồng Trôm",
    "Thạnh Phú", "Long Thành", "Nhơn Trạch", "Trảng Bom", "Xuân Lộc", "Quế Võ", "Yên Phong", "Tiên Du",
    "Thuận Thành", "Lục Nam", "Việt Yên",
)  # fmt: skip
FIGURES = (
    "Lê Lợi", "Nguyễn Trãi", "Trần Phú", "Nguyễn Thị Minh Khai", "Lê Hồng Phong", "Võ Thị Sáu",
    "Quang Trung", "Lý Thường Kiệt", "Trần Hưng Đạo", "Hai Bà Trưng", "Bà Triệu", "Ngô Quyền",
    "Đinh Tiên Hoàng", "Lê Đại Hành", "Lý Thái Tổ", "Chu Văn An", "Nguyễn Du", "Nguyễn Đình Chiểu",
    "Nguyễn Bỉnh Khiêm", "Lê Quý Đôn", "Phan Bội Châu", "Phan Chu Trinh", "Hoàng Hoa Thám", "Nguyễn Văn Cừ",
    "Hà Huy Tập", "Nguyễn Thái Học", "Lý Tự Trọng", "Kim Đồng", "Nguyễn Văn Trỗi", "Phan Đình Giót",
    "Tô Vĩnh Diện", "Bế Văn Đàn", "La Văn Cầu", "Cù Chính Lan", "Nguyễn Viết Xuân", "Trần Quốc Toản",
    "Phạm Ngũ Lão", "Yết Kiêu", "Trần Nhật Duật", "Trần Quang Khải", "Lương Thế Vinh", "Nguyễn Hiền",
    "Mạc Đĩnh Chi", "Phan Đình Phùng", "Nguyễn Huệ", "Bùi Thị Xuân", "Nguyễn Trường Tộ", "Huỳnh Thúc Kháng",
    "Ngô Gia Tự", "Trần Đại Nghĩa", "Tôn Đức Thắng", "Lưu Hữu Phước", "Trương Định", "Nguyễn Trung Trực",
    "Trần Bình Trọng", "Hồ Xuân Hương", "Đoàn Thị Điểm", "Bà Huyện Thanh Quan", "Nguyễn Khuyến",
    "Trần Tế Xương", "Cao Bá Quát", "Nguyễn Công Trứ", "Lê Thánh Tông", "Lương Văn Tụy", "Đào Duy Từ",
    "Đào Duy Anh", "Tố Hữu", "Xuân Diệu", "Hàn Mặc Tử", "Nam Cao", "Ngô Tất Tố", "Nguyễn Thượng Hiền",
    "Trịnh Hoài Đức", "Phan Thanh Giản", "Sương Nguyệt Anh", "Hàm Nghi", "Duy Tân", "Tăng Bạt Hổ",
    "Mai Xuân Thưởng", "Nguyễn Hữu Cảnh", "Đinh Công Tráng", "Tống Duy Tân", "Lam Sơn", "Hàm Rồng",
    "Nguyễn Lương Bằng", "Lê Duẩn", "Trường Chinh", "Võ Văn Kiệt", "Võ Nguyên Giáp", "Lê Văn Tám",
    "Hoàng Văn Thụ", "Nguyễn Đức Cảnh", "Lê Hữu Trác", "Trần Văn Ơn", "Phùng Khắc Khoan", "Nguyễn Đăng Đạo",
)  # fmt: skip
NURSERIES = (
    "Hoa Sen", "Hoa Hồng", "Hoa Mai", "Hoa Hướng Dương", "Hoa Phượng", "Sơn Ca", "Họa Mi", "Ánh Dương",
    "Bình Minh", "Măng Non", "Vành Khuyên", "Tuổi Thơ", "Sao Mai", "Tuổi Hồng", "Ban Mai", "Rạng Đông",
    "Bông Sen", "Thiên Thần Nhỏ", "Vàng Anh", "Sen Hồng", "2-9", "19-5", "1-6", "20-10",
)  # fmt: skip
FORMS = (
    ("Công ty TNHH", 8), ("Công ty Cổ phần", 6), ("Công ty CP", 4), ("Công ty TNHH MTV", 4),
    ("Công ty TNHH Một thành viên", 3), ("Công ty", 2), ("Chi nhánh Công ty CP", 1),
    ("Doanh nghiệp tư nhân", 1), ("Nhà máy", 1), ("Xí nghiệp", 1),
)  # fmt: skip
TRADES = (
    ("May mặc", 3), ("May xuất khẩu", 3), ("May", 6), ("Giày", 2), ("Giày da", 2), ("Da giày", 1),
    ("Điện tử", 4), ("Dệt may", 2), ("Dệt kim", 1), ("Thủy sản", 2), ("Chế biến gỗ", 2), ("Xi măng", 1),
    ("Vật liệu xây dựng", 2), ("Xây dựng", 4), ("Đầu tư xây dựng", 2), ("Vận tải", 2), ("Thương mại", 2),
    ("Thương mại và Dịch vụ", 3), ("Sản xuất và Thương mại", 2), ("Bao bì", 2), ("Nhựa", 2), ("Cơ khí", 2),
    ("Linh kiện ô tô", 1), ("Thực phẩm", 2), ("Dược phẩm", 1), ("Môi trường đô thị", 1), ("Cấp nước", 1),
    ("Cao su", 1), ("Nội thất", 1), ("Phân bón", 1), ("Công nghệ", 1), ("Khai thác công trình thủy lợi", 1),
    ("Gốm sứ", 1), ("Chế biến nông sản xuất khẩu", 1), ("Thức ăn chăn nuôi", 1),
)  # fmt: skip
BRAND_FIRST = str.split(
    "An Hòa Đại Tân Minh Thành Hưng Phú Việt Tiến Thiên Kim Hoàng Đức Trường Nam Thái Long Gia Vạn "
    "Phương Ngọc Bảo Hải Đông Sao Á Toàn Thuận Quang"
)
BRAND_SECOND = str.split(
    "Phát Thành Hưng Thịnh Phú Lợi Cường Long Tiến Anh Đạt Hà Châu An Khang Tín Dương Nam Đức Sơn "
    "Thắng Vượng Linh Bình Mỹ Phong Đô Hòa Nguyên Gia"
)
KOREAN = str.split(
    "Dae Sung Han Woo Jin Kyung Shin Hwa Young Sam Mi Won Seo Hyun Dong Nam Yang Chang Pung Bu"
)
JAPANESE = (
    str.split("Yama Naka Fuji Miya Taka Matsu Kawa Nishi Hase Ishi Oka Kita"),
    str.split("moto mura kawa shima da no gawa saki hara zawa"),
)
CHINESE = (
    str.split("Xin Hua Sheng Feng Jia Ming Chun Tai Yuan Hong Wei Bai"),
    str.split("hua tai long da fu yuan sheng rui li xing"),
)
ENGLISH = (
    [ "Green", "Star", "Global", "Blue", "Golden", "Pacific", "Ever", "Prime", "Smart", "Dragon", "Ocean",
    "Sun", "Crystal", "Delta", "Union", ], [ "Tex", "Garment", "Footwear", "Electronics", "Wood", "Plastic",
    "Tech", "Packaging", "Sports", "Apparel", "Glory", "Win", "Vision", ],
)  # fmt: skip
LAST = ("Vina", "Việt Nam", "Vietnam", "VN", "")
HOSPITALS = (
    "Bệnh viện Đa khoa tỉnh", "Bệnh viện Sản Nhi tỉnh", "Bệnh viện Phổi", "Bệnh viện Mắt",
    "Bệnh viện Tâm thần", "Bệnh viện Y học cổ truyền", "Bệnh viện Phục hồi chức năng",
    "Trung tâm Kiểm soát bệnh tật", "Trung tâm Pháp y", "Trường Cao đẳng Y tế", "Sở Y tế",
    "Bệnh viện Ung bướu", "Bệnh viện Da liễu",
)  # fmt: skip
OFFICES = (
    "Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Công Thương", "Sở Nông nghiệp và Môi trường",
    "Sở Tư pháp", "Sở Khoa học và Công nghệ", "Sở Văn hóa, Thể thao và Du lịch", "Sở Giáo dục và Đào tạo",
    "Văn phòng UBND tỉnh", "Văn phòng Tỉnh ủy", "Thanh tra tỉnh", "Tòa án nhân dân tỉnh",
    "Viện kiểm sát nhân dân tỉnh", "Đài Phát thanh và Truyền hình", "Báo", "Bưu điện tỉnh", "Viễn thông",
    "Công ty Điện lực", "Ngân hàng Chính sách xã hội tỉnh", "Ngân hàng Nhà nước khu vực", "Thư viện tỉnh",
    "Bảo tàng tỉnh", "Nhà hát", "Ban Quản lý dự án giao thông", "Trung tâm Dịch vụ việc làm",
    "Trường Chính trị",
)  # fmt: skip
TEAMS = (
    "Tổ công đoàn Văn phòng", "Tổ công đoàn Bảo vệ", "Tổ công đoàn Kho", "Tổ công đoàn Chuyền may {n}",
    "Tổ công đoàn số {n}", "Công đoàn bộ phận Phân xưởng {n}", "Công đoàn bộ phận Xưởng Cắt",
    "Tổ công đoàn Chuyền hoàn thành", "Tổ công đoàn Cơ điện", "Công đoàn bộ phận Nhà máy {n}",
    "Tổ công đoàn Kỹ thuật", "Tổ công đoàn Đội xe {n}",
)  # fmt: skip
GUILDS = (
    "Nghiệp đoàn Xe ôm", "Nghiệp đoàn nghề cá", "Nghiệp đoàn Bốc xếp", "Nghiệp đoàn Giúp việc gia đình",
    "Nghiệp đoàn Xây dựng tự do", "Nghiệp đoàn Cắt tóc", "Nghiệp đoàn Xe điện du lịch",
    "Nghiệp đoàn Giáo viên mầm non tư thục", "Nghiệp đoàn Chợ",
)  # fmt: skip
COOPERATIVES = ("nông nghiệp", "dịch vụ nông nghiệp", "vận tải", "thủy sản", "làng nghề")
ESTATES = (
    "Khánh Phú", "Gián Khẩu", "Tam Điệp", "Phúc Sơn", "Lễ Môn", "Hoàng Long", "Bỉm Sơn", "Nghi Sơn",
    "Phú Tài", "Nhơn Hội", "Long Mỹ", "Nhơn Hòa", "Giao Long", "An Hiệp", "Hòa Phú", "Bình Minh",
    "Biên Hòa 1", "Biên Hòa 2", "Amata", "Loteco", "Long Đức", "Giang Điền", "Quế Võ 1", "Quế Võ 2",
    "Yên Phong 1", "Tiên Sơn", "VSIP", "Vân Trung", "Quang Châu", "Đình Trám",
)  # fmt: skip
